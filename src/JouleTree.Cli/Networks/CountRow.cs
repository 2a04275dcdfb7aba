using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;

namespace JouleTree.Cli.Networks;

/// <summary>A node of a counted tree as a row of results.</summary>
/// <param name="Tree">The node in its tree.</param>
/// <param name="Counts">Its counts.</param>
/// <param name="Operator">The operator of a leaf.</param>
/// <param name="Total">Counts of the whole model.</param>
internal sealed record CountRow(TreeRow Tree, NodeCounts Counts, Operator? Operator, NodeCounts Total)
{
    /// <summary>The nodes of a view, parents first.</summary>
    /// <param name="view">The view.</param>
    /// <param name="depth">Levels below the root; null for all.</param>
    public static IEnumerable<CountRow> Of(GraphView view, int? depth = null) =>
        TreeRow.Of(view.Tree, depth).Select(row => Of(view, row));

    /// <summary>
    /// What the columns of a view sum over: its leaves, and what modules have beside their children, such as operators that are no nodes
    /// of this view.
    /// </summary>
    /// <param name="view">The view.</param>
    public static IEnumerable<CountRow> Parts(GraphView view)
    {
        foreach (CountRow row in Of(view))
        {
            TreeNode node = row.Tree.Node;
            if (node.Children.Count == 0)
                yield return row;
            else if (Rest(view, node) is { } rest)
                yield return row with { Counts = rest, Tree = row.Tree with { Node = node with { Details = null } } };
        }
    }

    /// <summary>The row of a node.</summary>
    /// <param name="view">Its view.</param>
    /// <param name="row">The node.</param>
    public static CountRow Of(GraphView view, TreeRow row) =>
        new(row, view.CountsOf(row.Node), view.OperatorOf(row.Node), view.CountsOf(view.Tree.Root));

    private static NodeCounts? Rest(GraphView view, TreeNode node)
    {
        NodeCounts rest = view.CountsOf(node);
        foreach (NodeCounts child in node.Children.Select(view.CountsOf))
        {
            rest = rest with
            {
                Parameters = rest.Parameters - (child.Parameters - child.SharedParameters),
                ActiveParameters = rest.ActiveParameters - (child.ActiveParameters - child.SharedActiveParameters),
                RoutedParameters = rest.RoutedParameters - child.RoutedParameters,
                SharedExpertParameters = rest.SharedExpertParameters - child.SharedExpertParameters,
                Macs = rest.Macs - (child.Macs ?? 0),
                Flops = rest.Flops - (child.Flops ?? 0),
                Bytes = rest.Bytes - (child.Bytes ?? 0),
                Activations = rest.Activations - (child.Activations ?? 0),
                Uncounted = rest.Uncounted - child.Uncounted,
                Bounded = rest.Bounded - child.Bounded,
                BoundedMacs = rest.BoundedMacs - child.BoundedMacs,
            };
        }

        bool isNothing = rest.Parameters == rest.SharedParameters && (rest.Macs ?? 0) == 0 && (rest.Flops ?? 0) == 0
            && (rest.Bytes ?? 0) == 0 && (rest.Activations ?? 0) == 0 && rest.Uncounted == 0;
        return isNothing ? null : rest with
        {
            Parameters = rest.Parameters - rest.SharedParameters,
            SharedParameters = 0,
            ActiveParameters = rest.ActiveParameters - rest.SharedActiveParameters,
            SharedActiveParameters = 0,
        };
    }
}
