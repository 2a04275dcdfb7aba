namespace JouleTree.Metering.Protocol;

/// <summary>Where a measurement stands.</summary>
/// <param name="Done">Work done as a fraction of 1.</param>
/// <param name="Task">Task that was measured last.</param>
/// <param name="Seconds">Seconds of one run of it, in the last interval.</param>
public sealed record MeasurementProgress(double Done, string Task, double Seconds);
