namespace JouleTree.Measurement.Protocol;

/// <summary>A task while it is being measured.</summary>
internal sealed class TaskState(MeasuredTask task)
{
    public MeasuredTask Task { get; } = task;

    public double PilotSeconds { get; set; }

    public double? PilotJoules { get; set; }

    public int RunsPerInterval { get; set; } = 1;

    public List<MeasuredInterval> Intervals { get; } = [];

    /// <summary>Expected length of an interval in seconds.</summary>
    public double IntervalSeconds => RunsPerInterval * (Intervals.Count > 0 ? Intervals[^1].Seconds / Intervals[^1].Runs : PilotSeconds);

    /// <summary>Interval of the time per run.</summary>
    public Estimate Seconds(double level) => Estimate.Of(Intervals.Select(interval => interval.Seconds / interval.Runs), level);
}
