using JouleTree.Core.Trees;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Collecting.Plans;

/// <summary>How a workload is run and measured. Defaults are those of <c>jouletree profile</c>.</summary>
internal sealed record PlanSettings
{
    /// <summary>Seed of inputs and of the order of measuring. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What runs it. Default: ONNX Runtime.</summary>
    public PlanEngine Engine { get; init; }

    /// <summary>Threads of the engine. Default: 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>How far the engine may rewrite the graph. Default: not at all.</summary>
    public OptimizationLevel Optimization { get; init; } = OptimizationLevel.Off;

    /// <summary>Measuring rounds where there is no budget. Default: 10.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>Runs of each part before it is measured. Default: 2.</summary>
    public int WarmUpRuns { get; init; } = 2;

    /// <summary>Shortest measured interval in seconds. Default: 0.02.</summary>
    public double WindowSeconds { get; init; } = 0.02;

    /// <summary>Bound on each workload in seconds; null for none. Default: none.</summary>
    public double? BudgetSeconds { get; init; }

    /// <summary>Pause before each round in seconds. Default: 0.</summary>
    public double CoolDownSeconds { get; init; }

    /// <summary>Finest kind of node that is measured. Default: primitives.</summary>
    public NodeKind Level { get; init; } = NodeKind.Primitive;

    /// <summary>Deepest level that is measured, the root being 0. Default: no bound.</summary>
    public int? Depth { get; init; }
}
