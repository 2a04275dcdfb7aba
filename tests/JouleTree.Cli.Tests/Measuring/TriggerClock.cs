using JouleTree.Testing;

namespace JouleTree.Cli.Tests.Measuring;

/// <summary>A clock that lets something happen at one of its readings.</summary>
/// <param name="at">Number of the reading, from 1.</param>
/// <param name="happens">What happens just before it is read.</param>
/// <param name="before">What happens before every earlier reading, with the time in seconds; null for nothing.</param>
/// <param name="stepSeconds">The least time between two readings.</param>
internal sealed class TriggerClock(int at, Action happens, Action<double>? before = null, double stepSeconds = 0.03)
    : TickingClock(stepSeconds)
{
    private int _readings;

    protected override void OnReading(double seconds)
    {
        int reading = Interlocked.Increment(ref _readings);
        if (reading < at)
            before?.Invoke(seconds);
        if (reading == at)
            happens();
    }
}
