using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Trees;
using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Measurement.Collecting.Journals;

/// <summary>One finished workload: a line of a journal (docs/collecting.md).</summary>
internal sealed record JournalEntry
{
    /// <summary>Unit of all energies and times of a journal.</summary>
    public const string Units = "J, s";

    /// <summary>Id of the workload.</summary>
    public required string Id { get; init; }

    /// <summary>What it gave.</summary>
    public required WorkloadKind Kind { get; init; }

    /// <summary>The workload in words.</summary>
    public required string Workload { get; init; }

    /// <summary>Its place in the plan, from 0.</summary>
    public required int Order { get; init; }

    /// <summary>What it ran on and what metered it: measurements of different devices are never mixed.</summary>
    public required string Device { get; init; }

    /// <summary>What ran it, with its version: <c>onnxruntime 1.31.1</c>. Of one journal all have the same name.</summary>
    public required string Engine { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Seconds that it took, measuring and all.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Why it failed, or null where it is done.</summary>
    public string? Error { get; init; }

    /// <summary>The tree of the full view, or null.</summary>
    public ModelTree? Full { get; init; }

    /// <summary>The tree of the published view, or null.</summary>
    public ModelTree? Irene { get; init; }

    /// <summary>The measurement of a layer or a whole network, or null.</summary>
    public LayerMeasurement? Layer { get; init; }
}
