using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Results;

/// <summary>
/// The columns of nodes, named once for every verb, format and door. A new column of results goes here, and into docs/columns.md.
/// </summary>
internal static class TreeColumns
{
    /// <summary>What was run.</summary>
    public static readonly Column<TreeRow>[] Workload =
    [
        new("model", row => row.Tree.ModelName),
        new("batch_size", row => row.Tree.BatchSize),
        new("seq_len", row => row.Tree.SequenceLength),
        new("phase", row => row.Tree.Details?.Workload?.Phase),
        new("past", row => row.Tree.Details?.Workload?.Past),
        new("device", row => row.Device ?? row.Tree.Details?.Device?.Name),
    ];

    /// <summary>Which node it is.</summary>
    public static readonly Column<TreeRow>[] Node =
    [
        new("scope", row => row.Node.Scope.Path),
        new("kind", row => row.Node.Kind.ToPublishedName()),
        new("type", row => row.Node.InstanceType),
    ];

    /// <summary>Its energy, with interval and source.</summary>
    public static readonly Column<TreeRow>[] Energy =
    [
        new("energy_j", row => row.Energy?.Joules),
        new("energy_low_j", row => row.Energy?.Low),
        new("energy_high_j", row => row.Energy?.High),
        new("energy_level", row => row.Energy?.Level),
        new("energy_source", row => row.Energy?.Source.ToName()),
    ];

    /// <summary>Its time, with interval.</summary>
    public static readonly Column<TreeRow>[] Time =
    [
        new("time_s", row => row.Node.Seconds ?? row.Node.Details?.Time?.Seconds),
        new("time_low_s", row => row.Node.Details?.Time?.Low),
        new("time_high_s", row => row.Node.Details?.Time?.High),
    ];

    /// <summary>Its counts.</summary>
    public static readonly Column<TreeRow>[] Counts =
    [
        new("parameters", row => row.Node.OwnParameters),
        new("shared_parameters", row => row.Node.Details?.Parameters is null ? (long?)null : row.Node.Details.SharedParameters ?? 0),
        new("macs", row => row.Node.Details?.Macs),
        new("flops", row => row.Node.Flops),
        new("bytes", row => row.Node.MovedBytes),
    ];

    /// <summary>Shapes of what it reads and makes.</summary>
    public static readonly Column<TreeRow>[] Shapes =
    [
        new("inputs", row => Cell.Of(row.Node.Details?.Inputs)),
        new("outputs", row => Cell.Of(row.Node.Details?.Outputs)),
    ];

    /// <summary>The terms of its prediction.</summary>
    public static readonly Column<TreeRow> Terms = new("terms_j", row => Cell.Of(row.Node.Details?.Prediction?.Terms));

    /// <summary>What is to be said of it.</summary>
    public static readonly Column<TreeRow> Notes = new("notes", row => Cell.Of(row.Node.Details?.Remarks ?? []));
}
