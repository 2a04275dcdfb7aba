using JouleTree.Metering.Catalog;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Measuring;

namespace JouleTree.TorchSharp;

/// <summary>How a live model is measured. A number that would measure nothing is refused.</summary>
public sealed record ModuleProfileOptions
{
    private static readonly MeasuringOptions Defaults = new();

    private MeasuringOptions Measuring { get; init; } = Defaults;

    /// <summary>
    /// <c>auto</c> for the best meter there is, or a name that <see cref="MeterCatalog.Open(string, MeterOptions?)"/> takes. Default:
    /// auto.
    /// </summary>
    public string Meter { get; init; } = MeterCatalog.Auto;

    /// <summary>What is said about meters. Default: nothing.</summary>
    public MeterOptions MeterOptions { get; init; } = new();

    /// <summary>Name and sizes, where the inputs do not say them. Default: what they say.</summary>
    public ModuleWorkload Workload { get; init; } = new();

    /// <summary>How the whole's cost comes to its modules where a pass is measured again and again. Default: each is run alone.</summary>
    public ModuleAttribution Attribution { get; init; } = ModuleAttribution.Isolation;

    /// <summary>Measuring rounds where there is no budget, at least 1; from 5 on there is an interval at 90 %. Default: 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Rounds { get => Measuring.Rounds; init => Measuring = Measuring with { Rounds = value }; }

    /// <summary>Runs of each module before it is measured, at least 0. Default: 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public int WarmUpRuns { get => Measuring.WarmUpRuns; init => Measuring = Measuring with { WarmUpRuns = value }; }

    /// <summary>Bound on the whole measurement; time goes where uncertainty is largest. Default: null, none.</summary>
    public TimeSpan? Budget { get => Measuring.Budget; init => Measuring = Measuring with { Budget = value }; }

    /// <summary>Seconds of idle power before and after; 0 for none. Default: 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public double IdleSeconds { get => Measuring.IdleSeconds; init => Measuring = Measuring with { IdleSeconds = value }; }

    /// <summary>Seed of the order within each round. Default: 1.</summary>
    public int Seed { get => Measuring.Seed; init => Measuring = Measuring with { Seed = value }; }

    /// <summary>The same for what measures.</summary>
    internal ProfileSettings ToSettings() => new(Measuring, Attribution == ModuleAttribution.InPlace, Workload.ToFacts());
}

/// <summary>How the cost of a pass comes to its modules.</summary>
public enum ModuleAttribution
{
    /// <summary>Every module is run alone on the inputs that it has in the pass.</summary>
    Isolation,

    /// <summary>The pass is measured whole, and split by the times that modules take within it.</summary>
    InPlace,
}
