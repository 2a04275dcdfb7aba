using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Catalog;

/// <summary>What a user may say about meters.</summary>
public sealed record MeterOptions
{
    /// <summary>Watts of one busy core for the power model. Default: null, taken from a table by the processor's name.</summary>
    public double? WattsPerCore { get; init; }

    /// <summary>Name of the processor, or null where unknown.</summary>
    public string? ProcessorName { get; init; }

    /// <summary>The network runs on a GPU. Default: false.</summary>
    public bool RunsOnGpu { get; init; }

    /// <summary>Root of the file system that meters are looked for in. Default: the machine's own.</summary>
    public string SystemRoot { get; init; } = Machine.DefaultRoot;

    /// <summary>Seconds by which the clock of an external meter is behind this machine's. Default: 0.</summary>
    public double ClockOffsetSeconds { get; init; }
}
