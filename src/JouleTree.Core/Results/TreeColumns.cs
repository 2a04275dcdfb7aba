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

    /// <summary>That the numbers are those of a formula, not of a machine; unknown otherwise.</summary>
    public static readonly Column<TreeRow> Synthetic = new("synthetic", row => row.Tree.Details?.Synthetic == true ? (bool?)true : null);

    /// <summary>The node's id in its tree, which is all that tells two nodes of one scope apart.</summary>
    public static readonly Column<TreeRow> Id = new("id", row => row.Node.Id);

    /// <summary>Which node it is.</summary>
    public static readonly Column<TreeRow>[] Node =
    [
        new("scope", row => row.Node.Scope.Path),
        new("kind", row => row.Node.Kind.ToPublishedName()),
        new("type", row => row.Node.InstanceType),
    ];

    /// <summary>Where its energy comes from.</summary>
    public static readonly Column<TreeRow> EnergySource = new("energy_source", row => row.Energy?.Source.ToName());

    /// <summary>Its energy, with interval and source.</summary>
    public static readonly Column<TreeRow>[] Energy =
    [
        new("energy_j", row => row.Energy?.Joules),
        new("energy_low_j", row => row.Energy?.Low),
        new("energy_high_j", row => row.Energy?.High),
        new("energy_level", row => row.Energy?.Level),
        EnergySource,
    ];

    /// <summary>What the idle machine would have used in the same time.</summary>
    public static readonly Column<TreeRow> IdleEnergy = new("idle_energy_j", row => row.Energy?.IdleJoules);

    /// <summary>Its prediction, also where its energy is a measured one.</summary>
    public static readonly Column<TreeRow>[] Prediction =
    [
        new("predicted_energy_j", row => row.Node.Details?.Prediction?.Joules ?? row.Node.PredictedJoules),
        new("predicted_energy_low_j", row => row.Node.Details?.Prediction?.Low),
        new("predicted_energy_high_j", row => row.Node.Details?.Prediction?.High),
        new("predicted_energy_level", row => row.Node.Details?.Prediction?.Level),
    ];

    /// <summary>The time of its prediction, with interval, and the power that joules and time make.</summary>
    public static readonly Column<TreeRow>[] PredictedTime =
    [
        new("predicted_time_s", row => row.Node.Details?.Prediction?.Seconds),
        new("predicted_time_low_s", row => row.Node.Details?.Prediction?.SecondsLow),
        new("predicted_time_high_s", row => row.Node.Details?.Prediction?.SecondsHigh),
        new("predicted_power_w", row => row.Node.Details?.Prediction is { Seconds: > 0 and var seconds } prediction
            ? prediction.Joules / seconds : null),
    ];

    /// <summary>What the sum of its children does not explain.</summary>
    public static readonly Column<TreeRow> Unattributed = new("unattributed_j", row => row.Node.Details?.UnattributedJoules);

    /// <summary>Its time, with interval.</summary>
    public static readonly Column<TreeRow>[] Time =
    [
        new("time_s", row => row.Node.Seconds ?? row.Node.Details?.Time?.Seconds),
        new("time_low_s", row => row.Node.Details?.Time?.Low),
        new("time_high_s", row => row.Node.Details?.Time?.High),
    ];

    /// <summary>Intervals of this run alone.</summary>
    public static readonly Column<TreeRow>[] Run =
    [
        new("time_run_low_s", row => row.Node.Details?.Time?.RunLow),
        new("time_run_high_s", row => row.Node.Details?.Time?.RunHigh),
        new("energy_run_low_j", row => row.Energy?.RunLow),
        new("energy_run_high_j", row => row.Energy?.RunHigh),
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
        Column<TreeRow>.Of("inputs", CellType.Shapes, row => Cell.Of(row.Node.Details?.Inputs)),
        Column<TreeRow>.Of("outputs", CellType.Shapes, row => Cell.Of(row.Node.Details?.Outputs)),
    ];

    /// <summary>The node whose measurement it repeats.</summary>
    public static readonly Column<TreeRow> SharedWith = new("shared_with", row => row.Node.Details?.SharedWith);

    /// <summary>The terms of its prediction.</summary>
    public static readonly Column<TreeRow> Terms =
        Column<TreeRow>.Of("terms_j", CellType.Numbers, row => Cell.Of(row.Node.Details?.Prediction?.Terms));

    /// <summary>Why its prediction is what it is, where a composition was learned.</summary>
    public static readonly Column<TreeRow>[] Why =
    [
        new("weight_in_parent", row => row.Node.Details?.Prediction?.WeightInParent),
        Column<TreeRow>.Of("sensitivities", CellType.Numbers, row => Cell.Of(row.Node.Details?.Prediction?.Sensitivities)),
    ];

    /// <summary>What is to be said of it.</summary>
    public static readonly Column<TreeRow> Notes =
        Column<TreeRow>.Of("notes", CellType.Texts, row => Cell.Of(NotesOf(row.Node)));

    /// <summary>All that can be told of a node, as the API, its CSV and the pages tell it.</summary>
    public static readonly Column<TreeRow>[] Everything =
    [
        Id, .. Node, .. Energy, IdleEnergy, .. Prediction, .. PredictedTime, Unattributed, .. Time, .. Counts, .. Shapes, SharedWith,
        .. Run, Terms,
        .. Why, Notes,
    ];

    private static IEnumerable<string> NotesOf(TreeNode node)
    {
        IEnumerable<string> notes = node.Details?.Remarks ?? [];
        return NodeEnergies.IsBelowResolution(node) ? notes.Append("energy below the meter's resolution") : notes;
    }
}
