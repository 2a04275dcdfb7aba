namespace JouleTree.Measurement.Profiling.Foreign;

/// <summary>
/// Runs something until it takes no longer than before: the first runs on a device compile shaders, allocate memory and raise clocks.
/// </summary>
internal static class Settling
{
    private const int MostRuns = 10;
    private const double Same = 1.2;

    /// <summary>Runs.</summary>
    /// <param name="run">Does it once.</param>
    /// <param name="clock">Clock.</param>
    /// <returns>How often it ran; at least twice.</returns>
    public static int Run(Action run, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(clock);
        double? before = null;
        for (int count = 1; ; count++)
        {
            long start = clock.GetTimestamp();
            run();
            double seconds = clock.GetElapsedTime(start).TotalSeconds;
            // A run that is not faster than the one before it gained nothing from that.
            if (count == MostRuns || (before is { } last && last <= Same * seconds))
                return count;
            before = seconds;
        }
    }
}
