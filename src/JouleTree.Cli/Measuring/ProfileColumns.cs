using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Cli.Measuring;

/// <summary>What <c>profile</c> tells of nodes.</summary>
internal static class ProfileColumns
{
    /// <summary>Lines of CSV and members of JSON.</summary>
    public static readonly ResultTable<ProfileRow> Data = new(
    [
        InTree(TreeColumns.Id),
        .. TreeColumns.Node.Select(InTree),
        new("calls", row => row.Calls),
        .. TreeColumns.Time.Select(InTree),
        new("time_share", row => row.Tree.Node.Seconds / row.Tree.Tree.Root.Seconds),
        .. TreeColumns.Energy.Select(InTree),
        InTree(TreeColumns.IdleEnergy),
        InTree(TreeColumns.Unattributed),
        .. TreeColumns.Counts.Select(InTree),
        .. TreeColumns.Shapes.Select(InTree),
        InTree(TreeColumns.SharedWith),
        .. TreeColumns.Run.Select(InTree),
        InTree(TreeColumns.Notes),
    ]);

    /// <summary>The tree for people.</summary>
    /// <param name="source">Measured or modelled.</param>
    public static ResultTable<ProfileRow> Shown(string source) => new(
        Column<ProfileRow>.OnlyShown("module",
            row => row.Tree.Name + (row.Tree.Node.Details?.SharedWith is null ? "" : " =")),
        Column<ProfileRow>.OnlyShown("type", row => row.Tree.Node.InstanceType),
        Right($"energy ({source})", row => row.Tree.Energy is { Joules: null }
            ? "below resolution"
            : Engineering.Of(row.Tree.Energy?.Joules, "J")),
        Right("this run", row => Engineering.Spread(row.Tree.Energy?.Joules, row.Tree.Energy?.RunLow, row.Tree.Energy?.RunHigh)),
        Right("any run", row => Engineering.Spread(row.Tree.Energy?.Joules, row.Tree.Energy?.Low, row.Tree.Energy?.High)),
        Right(Quantity.BarTitle("share of energy"), row =>
            Quantity.Bar(row.Tree.Energy?.Joules / row.Tree.Tree.Root.Details?.Energy?.Joules)),
        Right("time", row => Engineering.Of(TimeOf(row)?.Seconds, "s")),
        Right("this run", row => Engineering.Spread(TimeOf(row)?.Seconds, TimeOf(row)?.RunLow, TimeOf(row)?.RunHigh)),
        Right("unattributed", row => row.Tree.Node.Details?.UnattributedJoules is { } rest ? Engineering.Of(rest, "J") : ""));

    private static TimeDetails? TimeOf(ProfileRow row) => row.Tree.Node.Details?.Time;

    private static Column<ProfileRow> InTree(Column<TreeRow> column) => column.In<ProfileRow>(row => row.Tree);

    private static Column<ProfileRow> Right(string title, Func<ProfileRow, string> text) =>
        Column<ProfileRow>.OnlyShownRight(title, text);
}

/// <summary>A node of a measured tree as a row of results.</summary>
/// <param name="Tree">The node in its tree, with what was measured of it.</param>
/// <param name="Calls">How often the node's computation occurs in a forward pass, itself included.</param>
internal readonly record struct ProfileRow(TreeRow Tree, long Calls)
{
    /// <summary>The nodes of a measured tree, parents first.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="depth">Levels below the root; null for all.</param>
    public static IReadOnlyList<ProfileRow> Of(ModelTree tree, int? depth = null)
    {
        Dictionary<string, int> calls = tree.Root.SelfAndDescendants().CountBy(Computation).ToDictionary();
        return
        [
            .. TreeRow.Of(tree, depth).Select(row =>
                new ProfileRow(row with { Energy = row.Node.Details?.Energy }, calls[Computation(row.Node)])),
        ];
    }

    // Nodes that repeat a measurement stand for calls of the same computation.
    private static string Computation(TreeNode node) => node.Details?.SharedWith ?? node.Id;
}
