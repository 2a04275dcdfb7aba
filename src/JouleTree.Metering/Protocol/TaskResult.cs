using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Protocol;

/// <summary>What a task costs, per run.</summary>
internal sealed record TaskResult
{
    /// <summary>The task.</summary>
    public required MeasuredTask Task { get; init; }

    /// <summary>Seconds per run, of the same rounds as <see cref="Joules"/> where there are any.</summary>
    public required MedianEstimate Seconds { get; init; }

    /// <summary>Joules per run, gross; null where the meter could not tell or the value is below its resolution.</summary>
    public MedianEstimate? Joules { get; init; }

    /// <summary>Joules per run that GPUs used, the median; null where none is metered.</summary>
    public double? GpuJoules { get; init; }

    /// <summary>Why there is no energy, or null where there is one.</summary>
    public string? EnergyTrouble { get; init; }

    /// <summary>
    /// Rounds that are in neither time nor energy, because the meter gave no energy for them; 0 where it gave none at all.
    /// </summary>
    public int RoundsLeftOut { get; init; }

    /// <summary>Runs in each interval.</summary>
    public required int RunsPerInterval { get; init; }

    /// <summary>Load of all processors during the intervals in percent, or null where unknown.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Memory in use during the intervals in percent, or null where unknown.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>Load and clocks of the GPU, averaged over the intervals, or null where none is metered.</summary>
    public GpuUtilization? Gpu { get; init; }

    /// <summary>Intervals among the rounds that stayed disturbed after all repetitions.</summary>
    public int DisturbedRounds { get; init; }
}
