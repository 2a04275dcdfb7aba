using System.Diagnostics;
using JouleTree.Core.Errors;

namespace JouleTree.Testing;

/// <summary>
/// How long something takes, however busy the machine is: what is slow by itself is slow again, what had to wait is not.
/// </summary>
public static class Slowness
{
    private const int Repetitions = 5;

    /// <summary>The duration of a run that has just ended; a long one is repeated, and the shortest run counts.</summary>
    /// <param name="started">Timestamp of <see cref="Stopwatch"/> before the run.</param>
    /// <param name="limit">What takes as long or longer is repeated.</param>
    /// <param name="again">The run; may end in an <see cref="InputException"/>.</param>
    public static TimeSpan OfRun(long started, TimeSpan limit, Action again)
    {
        TimeSpan shortest = Stopwatch.GetElapsedTime(started);
        for (int repetition = 0; repetition < Repetitions && shortest >= limit; repetition++)
        {
            long restarted = Stopwatch.GetTimestamp();
            try
            {
                again();
            }
            catch (InputException)
            {
            }

            TimeSpan elapsed = Stopwatch.GetElapsedTime(restarted);
            shortest = elapsed < shortest ? elapsed : shortest;
        }

        return shortest;
    }
}
