using JouleTree.Core.Trees;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement;

/// <summary>How a network is measured. A number that would measure nothing is refused.</summary>
public sealed record MeasureOptions
{
    private static readonly MeasuringOptions Defaults = new();

    private MeasuringOptions Measuring { get; init; } = Defaults;

    /// <summary>Finest kind of node that is measured. Default: primitives, so everything.</summary>
    public NodeKind Level { get; init; } = NodeKind.Primitive;

    /// <summary>Only nodes at or below this scope, and the whole model. Default: the root, so everything.</summary>
    public Scope Within { get; init; } = Scope.Root;

    /// <summary>Threads of the engine, at least 1. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Threads));
            field = value;
        }
    } = 1;

    /// <summary>Measuring rounds where there is no budget, at least 1; from 5 on there is an interval at 90 %. Default: 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Rounds { get => Measuring.Rounds; init => Measuring = Measuring with { Rounds = value }; }

    /// <summary>Runs of each module before it is measured, at least 0. Default: 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public int WarmUpRuns { get => Measuring.WarmUpRuns; init => Measuring = Measuring with { WarmUpRuns = value }; }

    /// <summary>Bound on the whole measurement; time goes where uncertainty is largest. Default: null, none.</summary>
    public TimeSpan? Budget { get => Measuring.Budget; init => Measuring = Measuring with { Budget = value }; }

    /// <summary>Seed of inputs, of weights that are made up, and of the order of measuring. Default: 1.</summary>
    public int Seed { get => Measuring.Seed; init => Measuring = Measuring with { Seed = value }; }

    /// <summary>The same for the profiler.</summary>
    internal ProfileOptions ToProfile() => new()
    {
        Scope = new ProfileScope { Level = Level, Within = Within },
        Session = new SessionSettings { Threads = Threads },
        Measuring = Measuring,
    };
}
