using System.Globalization;
using JouleTree.Cli.Estimates;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Sweeps;

/// <summary>What <c>sweep</c> tells of each node of each workload.</summary>
internal static class SweepColumns
{
    private const int Joules = 10;

    /// <summary>The columns for a plan.</summary>
    /// <param name="plan">What is swept: each size that varies has a column.</param>
    public static ResultTable<SweepRow> Of(SweepPlan plan) => new(
    [
        new Column<SweepRow>("device", row => row.Device).Shown("device", row => row.Device),
        new Column<SweepRow>("model", row => row.Point.Model.Name).Shown("model", row => row.Point.Model.Name),
        new Column<SweepRow>("batch_size", row => row.BatchSize).ShownRight("batch", row => Whole(row.BatchSize)),
        new Column<SweepRow>("seq_len", row => row.SequenceLength).ShownRight("length", row => Whole(row.SequenceLength)),
        .. plan.Sizes.Select((size, index) => new Column<SweepRow>(size.Name, row => row.Point.Sizes[index])
            .ShownRight(size.Name, row => Whole(row.Point.Sizes[index]))),
        .. TreeColumns.Node.Select(InNode),
        .. TreeColumns.Energy.Select(InNode),
        .. TreeColumns.Counts.Select(InNode),
        InNode(TreeColumns.Notes),
        Right("joules", row => EstimateColumns.Joules(row.Node?.Energy?.Joules)),
        Right("low", row => EstimateColumns.Joules(row.Node?.Energy?.Low)),
        Right("high", row => EstimateColumns.Joules(row.Node?.Energy?.High)),
        new Column<SweepRow>("problem", row => row.Problem).Shown("scope", row => row.Problem ?? row.Node?.Node.Scope.Path ?? ""),
    ]);

    /// <summary>Widths of the columns of a table, which is written while estimates are made.</summary>
    /// <param name="plan">What is swept.</param>
    public static int[] Widths(SweepPlan plan) =>
    [
        16, plan.Models.Max(name => Harmless.Line(name).Length), 6, 6, .. plan.Sizes.Select(size => Math.Max(size.Name.Length, 6)),
        Joules, Joules, Joules, 0,
    ];

    private static Column<SweepRow> InNode(Column<TreeRow> column) =>
        new(column.Name, row => row.Node is { } node ? column.Value!(node) : default);

    private static Column<SweepRow> Right(string title, Func<SweepRow, string> text) =>
        new Column<SweepRow>(null, null).ShownRight(title, text);

    private static string Whole(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}

/// <summary>A line of a sweep: a node of an estimate, or why there is none.</summary>
/// <param name="Device">Name of the device.</param>
/// <param name="Point">The workload.</param>
/// <param name="Node">The node, or null.</param>
/// <param name="Problem">Why there is none, or null.</param>
internal readonly record struct SweepRow(string Device, SweepPoint Point, TreeRow? Node, string? Problem)
{
    /// <summary>Items of a pass: what was asked for, else what the model takes.</summary>
    public int? BatchSize => Node?.Tree.BatchSize ?? Point.Workload.BatchSize;

    /// <summary>Tokens of an item, likewise; null for models that take none.</summary>
    public int? SequenceLength => Node is { } node ? node.Tree.SequenceLength : Point.Workload.SequenceLength;
}
