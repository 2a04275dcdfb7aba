using JouleTree.Core.Errors;

namespace JouleTree.Core.Layers.Measurements;

/// <summary>Measured energy of a layer, a module or a whole network, averaged over its repetitions. Immutable.</summary>
internal sealed record LayerMeasurement
{
    /// <summary>Class name of the module, such as <c>Conv2d</c>, or of the network for <see cref="LayerIndex"/> 0.</summary>
    public required string Module { get; init; }

    /// <summary>Items per forward pass.</summary>
    public required long BatchSize { get; init; }

    /// <summary>The layer's dimensions, or null where the measurement does not say them.</summary>
    public LayerConfiguration? Configuration { get; init; }

    /// <summary>Network that the module is part of, such as <c>vgg16</c>, or null for a layer on its own.</summary>
    public string? Architecture { get; init; }

    /// <summary>Position among the network's leaf modules, from 1; 0 is the whole network; null for a layer on its own.</summary>
    public int? LayerIndex { get; init; }

    /// <summary>Joules per forward pass of the whole batch: the mean of the repetitions.</summary>
    public required double EnergyJoules { get; init; }

    /// <summary>What measured it, such as <c>measured: cpu_energy of CodeCarbon</c>.</summary>
    public required string EnergySource { get; init; }

    /// <summary>Joules per forward pass of each repetition; empty where only the mean is known.</summary>
    public IReadOnlyList<double> RepetitionJoules { get; init; } = [];

    /// <summary>Seconds per forward pass, or null where unknown.</summary>
    public double? Seconds { get; init; }

    /// <summary>
    /// Multiply-accumulates of one forward pass as recorded with the measurement (<see cref="PublishedMacs"/>), or null.
    /// </summary>
    public double? RecordedMacs { get; init; }

    /// <summary>Mean number of forward passes of a repetition, or null where unknown.</summary>
    public double? ForwardPasses { get; init; }

    /// <summary>The machine, such as its processor's name, or null where unknown.</summary>
    public string? Device { get; init; }

    /// <summary>File and line of the measurement.</summary>
    public InputPlace Place { get; init; }

    /// <summary>True for the measurement of a whole network.</summary>
    public bool IsWholeNetwork => LayerIndex == 0 && Architecture is not null && Configuration is null;

    /// <summary>Standard deviation of the repetitions in joules, or null with fewer than two.</summary>
    public double? DeviationJoules => RepetitionJoules.Count < 2
        ? null
        : Math.Sqrt(RepetitionJoules.Sum(value => (value - EnergyJoules) * (value - EnergyJoules)) / (RepetitionJoules.Count - 1));
}
