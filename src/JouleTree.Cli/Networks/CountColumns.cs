using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;

namespace JouleTree.Cli.Networks;

/// <summary>What <c>inspect</c> tells of nodes.</summary>
internal static class CountColumns
{
    private static readonly Column<CountRow>[] Node = [.. TreeColumns.Node.Select(column => column.In<CountRow>(row => row.Tree))];

    private static readonly Column<CountRow>[] Counts =
    [
        new Column<CountRow>("parameters", row => row.Counts.Parameters - row.Counts.SharedParameters)
            .ShownRight("parameters", row => Parameters(row.Counts)),
        new("shared_parameters", row => row.Counts.SharedParameters),
        new Column<CountRow>("macs", row => row.Counts.Macs).ShownRight("MACs", row => Short(row, row.Counts.Macs)),
        new Column<CountRow>("flops", row => row.Counts.Flops).ShownRight("FLOPs", row => Short(row, row.Counts.Flops)),
        new Column<CountRow>("bytes", row => row.Counts.Bytes).ShownRight("bytes", row => Short(row, row.Counts.Bytes)),
        new Column<CountRow>("activations", row => row.Counts.Activations)
            .ShownRight("activations", row => Short(row, row.Counts.Activations)),
    ];

    private static readonly Column<CountRow>[] Active =
    [
        new("active_parameters", row => row.Counts.ActiveParameters - row.Counts.SharedActiveParameters),
        new("routed_parameters", row => row.Counts.RoutedParameters),
        new("shared_expert_parameters", row => row.Counts.SharedExpertParameters),
    ];

    private static readonly Column<CountRow>[] Certainty =
    [
        new("partial", row => row.Counts.IsPartial),
        new("bounded", row => (long)row.Counts.Bounded),
        new("bounded_macs", row => row.Counts.BoundedMacs),
    ];

    /// <summary>Configurations of layers, as tools for single layers write them; an empty cell means unknown or none.</summary>
    private static readonly Column<CountRow>[] Layer =
    [
        Column<CountRow>.Of("input_size", CellType.Sizes,
            row => Cell.Of((IReadOnlyList<long>?)row.Operator?.Inputs.FirstOrDefault(tensor => !tensor.IsStored)?.Shape)),
        Column<CountRow>.Of("output_size", CellType.Sizes, row => Cell.Of((IReadOnlyList<long>?)row.Operator?.Outputs[0].Shape)),
        Column<CountRow>.Of("kernel_size", CellType.Sizes, row => Cell.Of(row.Operator?.Attributes.Integers("kernel_shape"))),
        Column<CountRow>.Of("stride", CellType.Sizes, row => Cell.Of(row.Operator?.Attributes.Integers("strides"))),
        Column<CountRow>.Of("padding", CellType.Sizes, row => Cell.Of(Padding(row.Operator?.Attributes.Integers("pads")))),
        Column<CountRow>.Of("dilation", CellType.Sizes, row => Cell.Of(row.Operator?.Attributes.Integers("dilations"))),
        new("groups", row => Convolves(row.Operator) ? (long?)row.Operator!.Attributes.Integer("group") : null),
        new("bias", row => HasBias(row.Operator)),
        new("vocabulary_size", row => row.Operator?.Type == "Embedding" ? (long?)Weight(row.Operator)?[0] : null),
        new("embedding_size", row => row.Operator?.Type == "Embedding" ? (long?)Weight(row.Operator)?[1] : null),
        new("normalized_size", row => Normalizes(row.Operator) ? (long?)Weight(row.Operator!)?[0] : null),
    ];

    /// <summary>The tree for people: name, type, output, counts, share.</summary>
    public static readonly ResultTable<CountRow> Shown = new(
    [
        Column<CountRow>.OnlyShown("module", row => row.Tree.Name),
        Column<CountRow>.OnlyShown("type", row => row.Tree.Node.InstanceType),
        Column<CountRow>.OnlyShown("output",
            row => row.Tree.Node.Details?.Outputs is { Count: > 0 } outputs ? string.Join('x', outputs[0]) : ""),
        .. Counts,
        Column<CountRow>.OnlyShownRight(
            Quantity.BarTitle("share of FLOPs"), row => Quantity.Bar(Share(row.Counts, row.Total))),
    ]);

    /// <summary>Members of a node in JSON.</summary>
    public static readonly ResultTable<CountRow> Members = new(
    [
        .. Node, .. Counts, .. Active, new("weight_bytes", row => row.Counts.WeightBytes),
        new("activation_bytes", row => row.Counts.ActivationBytes),
        .. Certainty, .. TreeColumns.Shapes.Append(TreeColumns.Notes).Select(column =>
            column.In<CountRow>(row => row.Tree)),
    ]);

    /// <summary>Lines of CSV: parts that sum to the whole.</summary>
    public static readonly ResultTable<CountRow> Parts = new([.. Node, .. Layer, .. Counts, .. Certainty]);

    /// <summary>A share of the whole; null where the sum is not whole, because it would mislead.</summary>
    /// <param name="counts">Counts of a part.</param>
    /// <param name="total">Counts of the whole.</param>
    public static double? Share(NodeCounts counts, NodeCounts total) =>
        counts.Flops is { } flops && total is { Flops: > 0, IsPartial: false } ? flops / (double)total.Flops : null;

    private static string Parameters(NodeCounts counts)
    {
        string own = (counts.HasHiddenParameters ? "≥" : "") + Quantity.Exact(counts.Parameters - counts.SharedParameters);
        return counts.SharedParameters > 0 ? $"(+ {Quantity.Exact(counts.SharedParameters)} shared) {own}" : own;
    }

    private static string Short(CountRow row, long? count) => Quantity.Short(count, row.Counts.IsPartial, row.Counts.IsBound);

    private static TensorShape? Weight(Operator op) => op.Inputs.Count > 1 && op.Inputs[1].IsStored ? op.Inputs[1].Shape : null;

    private static bool Convolves(Operator? op) =>
        op is not null && op.Type.StartsWith("Conv", StringComparison.Ordinal) && op.Type.EndsWith('d');

    private static bool? HasBias(Operator? op) => Convolves(op) || op?.Type is "Linear" or "Conv1D" ? op!.Inputs.Count > 2 : null;

    private static bool Normalizes(Operator? op) => op?.Type is "LayerNorm" or "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d";

    /// <summary>Padding on each side where both sides are the same, as PyTorch has it; else that of all starts, then all ends.</summary>
    private static IReadOnlyList<long>? Padding(IReadOnlyList<long>? pads)
    {
        if (pads is null)
            return null;
        long[] starts = [.. pads.Take(pads.Count / 2)];
        return starts.SequenceEqual(pads.Skip(pads.Count / 2)) ? starts : pads;
    }
}
