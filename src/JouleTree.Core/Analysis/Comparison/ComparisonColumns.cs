using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Analysis.Comparison;

/// <summary>What a comparison tells of each column of each pair of nodes, by whatever door.</summary>
internal static class ComparisonColumns
{
    private static readonly Column<ComparisonRow>[] Pair =
    [
        new("scope_a", row => row.Node.Left?.Scope.Path),
        new("scope_b", row => row.Node.Right?.Scope.Path),
        new("type_a", row => row.Node.Left?.InstanceType),
        new("type_b", row => row.Node.Right?.InstanceType),
        new("kind", row => row.Node.Either.Kind.ToPublishedName()),
        new("match", row => NameOf(row.Node.Match)),
    ];

    private static readonly Column<ComparedValue>[] Value =
    [
        .. Side("a", value => value.Left), .. Side("b", value => value.Right),
        new("difference", value => value.Difference),
        new("relative", value => value.Relative),
        new("significant", value => value.IsSignificant),
    ];

    /// <summary>Members of a pair of nodes in JSON.</summary>
    public static readonly ResultTable<ComparisonRow> Pairs = new(Pair);

    /// <summary>Members of a compared number in JSON.</summary>
    public static readonly ResultTable<ComparedValue> Values = new(Value);

    /// <summary>
    /// Members that a pair has beside in the API, whose pages draw it: whether it was opened, who does its work, and what it changes the
    /// whole by.
    /// </summary>
    public static readonly ResultTable<ComparisonRow> Drawn = new(
        new("opened", row => row.Node.IsOpened ? (bool?)true : null),
        Column<ComparisonRow>.Of("counterparts", CellType.Texts,
            row => row.Node.Counterparts.Count > 0 ? Cell.Of(row.Node.Counterparts) : default),
        new("change_j", ChangeOf));

    /// <summary>Lines of CSV and of JSON: a column of a pair.</summary>
    public static readonly ResultTable<ComparisonRow> Lines = new(
    [
        new("model_a", row => row.Comparison.Left.ModelName),
        new("model_b", row => row.Comparison.Right.ModelName),
        .. Pair,
        new("column", row => row.Value!.Column.ToName()),
        .. Value.Select(column => column.In<ComparisonRow>(row => row.Value!)),
    ]);

    private static Column<ComparedValue>[] Side(string name, Func<ComparedValue, ComparedNumber?> side) =>
    [
        new(name, value => side(value)?.Value),
        new(name + "_low", value => side(value) is { IsExact: false } number ? number.Low : null),
        new(name + "_high", value => side(value) is { IsExact: false } number ? number.High : null),
        new(name + "_source", value => side(value)?.Source?.ToName()),
    ];

    // A node that one tree does not have costs nothing there; one whose energy is unknown has no change that is known, and one
    // that was opened none of its own.
    private static double? ChangeOf(ComparisonRow row)
    {
        (ComparedNode node, TreeComparison comparison) = (row.Node, row.Comparison);
        if (node.IsOpened)
            return null;
        double? from = node.Left is null ? 0 : NodeEnergies.Of(comparison.Left, node.Left).Shown?.Joules;
        double? to = node.Right is null ? 0 : NodeEnergies.Of(comparison.Right, node.Right).Shown?.Joules;
        return to - from;
    }

    // How a pair was found.
    private static string NameOf(MatchKind match) => match switch
    {
        MatchKind.Scope => "scope",
        MatchKind.Name => "name",
        MatchKind.Structure => "structure",
        MatchKind.OnlyLeft => "only-a",
        _ => "only-b",
    };
}

/// <summary>A pair of nodes, or one of its compared numbers, as a row of results.</summary>
/// <param name="Comparison">The comparison.</param>
/// <param name="Node">The pair.</param>
/// <param name="Value">The number; null for the pair itself.</param>
internal readonly record struct ComparisonRow(TreeComparison Comparison, ComparedNode Node, ComparedValue? Value)
{
    /// <summary>All numbers of all pairs.</summary>
    /// <param name="comparisons">Comparisons.</param>
    public static IEnumerable<ComparisonRow> Of(IEnumerable<TreeComparison> comparisons) =>
        from comparison in comparisons
        from node in comparison.Nodes
        from value in node.Values
        select new ComparisonRow(comparison, node, value);
}
