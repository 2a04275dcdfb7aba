using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Protocol;

/// <summary>How often to run a task in one measured interval.</summary>
internal static class IntervalLength
{
    /// <summary>Most runs in one interval, so that a task of no time at all ends.</summary>
    public const int MaximumRuns = 1_000_000;

    /// <summary>
    /// The smallest number of runs that makes the interval long enough for the clock, for the meter's updates and for
    /// its resolution.
    /// </summary>
    /// <param name="secondsPerRun">Seconds of a run, from the pilot.</param>
    /// <param name="joulesPerRun">Joules of a run, from the pilot, or null where they could not be seen.</param>
    /// <param name="meter">The meter.</param>
    /// <param name="options">How to measure.</param>
    /// <returns>1 to <see cref="MaximumRuns"/>.</returns>
    public static int RunsPerInterval(double secondsPerRun, double? joulesPerRun, MeterDescription meter, MeasuringOptions options)
    {
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(options);
        double seconds = Math.Max(options.WindowSeconds, options.ResolutionMultiple * meter.UpdateSeconds);
        double byTime = seconds / Math.Max(secondsPerRun, 1e-9);
        double byEnergy = joulesPerRun is { } joules and > 0 ? options.ResolutionMultiple * meter.ResolutionJoules / joules : 0;
        // A resolution that would need more than ten intervals' time cannot be bought with repetition.
        double runs = Math.Max(byTime, Math.Min(byEnergy, 10 * byTime));
        return (int)Math.Clamp(Math.Ceiling(runs), 1, MaximumRuns);
    }
}
