namespace JouleTree.Metering.Protocol;

/// <summary>The outcome of a measurement.</summary>
internal sealed record MeasurementResult
{
    /// <summary>Results in the order of the tasks; tasks that were not reached are left out.</summary>
    public required IReadOnlyList<TaskResult> Tasks { get; init; }

    /// <summary>Power of the idle machine in watts, the mean of before and after, or null where the meter could not tell.</summary>
    public double? IdleWatts { get; init; }

    /// <summary>Disturbed intervals that were repeated.</summary>
    public int RedoneIntervals { get; init; }

    /// <summary>Disturbed intervals that had to be kept.</summary>
    public int DisturbedIntervals { get; init; }

    /// <summary>All intervals behind the results.</summary>
    public int Intervals { get; init; }

    /// <summary>What disturbed, with how often.</summary>
    public IReadOnlyDictionary<string, int> Disturbances { get; init; } = new Dictionary<string, int>();

    /// <summary>Largest share, over the tasks, of an interval that goes into reading the meter instead of runs.</summary>
    public double HarnessShare { get; init; }

    /// <summary>Why the measurement ended early or lacks energies, or null.</summary>
    public string? Interruption { get; init; }
}
