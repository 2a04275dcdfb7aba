using System.Globalization;

namespace JouleTree.Core.Results;

/// <summary>A line of a sweep: a node of an estimate, or why there is none.</summary>
/// <param name="Device">Name of the device, or null for none.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="BatchSize">Items of a pass that were asked for, or null.</param>
/// <param name="SequenceLength">Tokens of an item that were asked for, or null.</param>
/// <param name="Sizes">Values of the sizes that vary, in the order of their columns.</param>
/// <param name="Node">The node, or null.</param>
/// <param name="Problem">Why there is none, or null.</param>
internal readonly record struct SweepRow(
    string? Device, string Model, int? BatchSize, int? SequenceLength, IReadOnlyList<int> Sizes, TreeRow? Node, string? Problem)
{
    /// <summary>Why there is no estimate.</summary>
    public static readonly Column<SweepRow> ProblemColumn = new("problem", row => row.Problem);

    /// <summary>The columns of a sweep but for <see cref="ProblemColumn"/>, which stands last.</summary>
    /// <param name="sizes">Names of the sizes that vary: each has a column.</param>
    public static IEnumerable<Column<SweepRow>> Columns(IEnumerable<string> sizes) =>
    [
        new Column<SweepRow>("device", row => row.Device).Shown("device", row => row.Device ?? ""),
        new Column<SweepRow>("model", row => row.Model).Shown("model", row => row.Model),
        new Column<SweepRow>("batch_size", row => row.OwnBatchSize).ShownRight("batch", row => Whole(row.OwnBatchSize)),
        new Column<SweepRow>("seq_len", row => row.OwnSequenceLength).ShownRight("length", row => Whole(row.OwnSequenceLength)),
        .. sizes.Select((size, index) =>
            new Column<SweepRow>(size, row => row.Sizes[index]).ShownRight(size, row => Whole(row.Sizes[index]))),
        .. TreeColumns.Node.Select(InNode),
        .. TreeColumns.Energy.Select(InNode),
        .. TreeColumns.Counts.Select(InNode),
        InNode(TreeColumns.Notes),
    ];

    // What the model takes, else what was asked for; models of images have no length.
    private int? OwnBatchSize => Node?.Tree.BatchSize ?? BatchSize;

    private int? OwnSequenceLength => Node is { } node ? node.Tree.SequenceLength : SequenceLength;

    private static Column<SweepRow> InNode(Column<TreeRow> column) =>
        Column<SweepRow>.Of(column.Name!, column.Type, row => row.Node is { } node ? column.Value!(node) : default);

    private static string Whole(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
