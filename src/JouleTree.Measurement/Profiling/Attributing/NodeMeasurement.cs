using System.Globalization;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling.Attributing;

/// <summary>What one node of a tree costs per forward pass.</summary>
internal sealed record NodeMeasurement
{
    /// <summary>Seconds.</summary>
    public required MedianEstimate Seconds { get; init; }

    /// <summary>Joules, gross; null where there is no value.</summary>
    public MedianEstimate? Joules { get; init; }

    /// <summary>Joules that GPUs used; null where none is metered.</summary>
    public double? GpuJoules { get; init; }

    /// <summary>Why there are no joules, or null where there are.</summary>
    public string? EnergyTrouble { get; init; }

    /// <summary>Id of the node that was run in its place, or null.</summary>
    public string? SharedWith { get; init; }

    /// <summary>Load of all processors in percent, or null where unknown.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Memory in use in percent, or null where unknown.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>Load and clocks of the GPU, or null where none is metered.</summary>
    public GpuUtilization? Gpu { get; init; }

    /// <summary>What the engine fused across the borders of the node's children.</summary>
    public IReadOnlyList<FusedDetails> Fused { get; init; } = [];

    /// <summary>Remarks for the reader of the tree.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The same for a pass that runs it several times.</summary>
    /// <param name="runs">How often; null where data end the loop around it: then it stays that of one iteration, and says so.</param>
    public NodeMeasurement Repeated(long? runs) => runs switch
    {
        1 => this,
        null => this with
        {
            Notes = [.. Notes, "one iteration: data decide how often the loop around it runs, so that this is no part of the sum above"],
        },
        { } count => this with
        {
            Seconds = Seconds.Scaled(count),
            Joules = Joules?.Scaled(count),
            GpuJoules = GpuJoules * count,
            Notes = [.. Notes, string.Create(CultureInfo.InvariantCulture,
                $"{count} iterations, each like the first, which was measured")],
        },
    };
}
