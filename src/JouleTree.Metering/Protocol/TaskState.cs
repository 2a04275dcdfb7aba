namespace JouleTree.Metering.Protocol;

/// <summary>A task while it is being measured.</summary>
internal sealed class TaskState(MeasuredTask task)
{
    public MeasuredTask Task { get; } = task;

    public double PilotSeconds { get; set; }

    public double? PilotJoules { get; set; }

    public int RunsPerInterval { get; private set; } = 1;

    /// <summary>Length that an interval should have, in seconds; what the pilot promised.</summary>
    public double PlannedSeconds { get; private set; }

    /// <summary>Fixes the number of runs, and with it the length that an interval should have.</summary>
    public void Plan(int runs)
    {
        RunsPerInterval = runs;
        PlannedSeconds = runs * PilotSeconds;
    }

    /// <summary>
    /// Corrects the number of runs where an interval was less than half as long as it should be: the pilot was
    /// disturbed.
    /// </summary>
    /// <returns>True if there are more runs now.</returns>
    public bool Correct(double seconds)
    {
        if (seconds >= 0.5 * PlannedSeconds || RunsPerInterval >= IntervalLength.MaximumRuns)
            return false;
        double runs = RunsPerInterval * PlannedSeconds / Math.Max(seconds, 1e-9);
        RunsPerInterval = (int)Math.Min(IntervalLength.MaximumRuns, Math.Ceiling(runs));
        return true;
    }

    public List<MeasuredInterval> Intervals { get; } = [];

    /// <summary>Expected length of an interval in seconds.</summary>
    public double IntervalSeconds => RunsPerInterval * (Intervals.Count > 0 ? Intervals[^1].Seconds / Intervals[^1].Runs : PilotSeconds);

    /// <summary>Interval of the time per run.</summary>
    public MedianEstimate Seconds(double level) =>
        MedianEstimate.Of(Intervals.Select(interval => interval.Seconds / interval.Runs), level);
}
