using JouleTree.Core.Errors;
using JouleTree.Metering.Catalog;

namespace JouleTree.Measurement.Collecting.Plans;

/// <summary>What a campaign measures, in order; docs/collecting.md describes the file. Immutable.</summary>
internal sealed record CollectionPlan
{
    /// <summary>Name of the campaign.</summary>
    public required string Name { get; init; }

    /// <summary>What runs its workloads. Default: ONNX Runtime.</summary>
    public PlanEngine Engine { get; init; }

    /// <summary>Where the plan says so, or would.</summary>
    public InputPlace EnginePlace { get; init; }

    /// <summary>Meter as on the command line. Default: <c>auto</c>.</summary>
    public string Meter { get; init; } = MeterCatalog.Auto;

    /// <summary>Watts of a busy core for the power model, or null for the table of processors.</summary>
    public double? WattsPerCore { get; init; }

    /// <summary>The trees have every primitive as a leaf. Default: true.</summary>
    public bool FullView { get; init; } = true;

    /// <summary>The trees are (also) those of the published view. Default: true.</summary>
    public bool IreneView { get; init; } = true;

    /// <summary>Threads of the engine, the same for all workloads.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Workloads in order, each once.</summary>
    public required IReadOnlyList<PlannedWorkload> Workloads { get; init; }

    /// <summary>Refuses a plan that something else runs.</summary>
    /// <param name="engine">What the caller runs.</param>
    /// <param name="advice">What to do instead.</param>
    /// <exception cref="InputException">The plan names another engine.</exception>
    public void Require(PlanEngine engine, string advice)
    {
        if (Engine != engine)
            throw new InputException(
                EnginePlace, $"is {PlanEngines.NameOf(Engine)}, expected {PlanEngines.NameOf(engine)} here: {advice}");
    }

    /// <summary>A deterministic part of this plan: every <paramref name="count"/>-th workload.</summary>
    /// <param name="index">Number of the part, from 0.</param>
    /// <param name="count">Number of parts, at least 1.</param>
    /// <remarks>Neighbours in a plan cost about the same, so that parts dealt in turn do too.</remarks>
    public CollectionPlan Shard(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return this with { Workloads = [.. Workloads.Where((_, position) => position % count == index)] };
    }
}
