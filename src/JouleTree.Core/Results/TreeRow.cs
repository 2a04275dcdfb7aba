using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Results;

/// <summary>A node of a tree as a row of results.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Node">The node.</param>
/// <param name="Energy">The energy that is told; null for none.</param>
/// <param name="Device">What it is the energy of; null for what the tree says.</param>
internal sealed record TreeRow(ModelTree Tree, TreeNode Node, EnergyDetails? Energy, string? Device = null)
{
    /// <summary>The node's place in the tree as lines that a table draws before its name; null where none are drawn.</summary>
    public string? Lead { get; init; }

    /// <summary>How many siblings the row stands for, itself included, where those that are alike are told once; else 1 or 0.</summary>
    public int Alike { get; init; }

    /// <summary>The node's name, with its place in the tree.</summary>
    public string Name =>
        Lead + (Node.Kind == NodeKind.Model ? "root" : Node.Scope.Name) + (Alike > 1 ? $" (and {Alike - 1} more alike)" : "");

    /// <summary>A node with its measured energy, or else the predicted one.</summary>
    /// <param name="tree">Its tree.</param>
    /// <param name="node">The node.</param>
    /// <param name="device">What the energy is of, where the tree does not say.</param>
    /// <remarks>An energy below the meter's resolution has no joules, but an interval.</remarks>
    public static TreeRow OfNode(ModelTree tree, TreeNode node, string? device = null) =>
        new(tree, node, NodeEnergies.Of(tree, node).Shown ?? node.Details?.Energy, device);

    /// <summary>The nodes of a tree down to a depth, parents first, with their measured energy, or else the predicted one.</summary>
    /// <param name="tree">A tree.</param>
    /// <param name="depth">Levels below the root; null for all.</param>
    /// <param name="device">What the energies are of, where the tree does not say.</param>
    public static IEnumerable<TreeRow> Of(ModelTree tree, int? depth = null, string? device = null) =>
        Below(tree.Root, depth ?? int.MaxValue, null).Select(drawn =>
            OfNode(tree, drawn.Node, device) with { Lead = drawn.Lead });

    /// <summary>The nodes of a predicted tree down to a depth, parents first, with their predictions.</summary>
    /// <param name="tree">A tree.</param>
    /// <param name="depth">Levels below the root; null for all.</param>
    /// <param name="device">What the energies are of, where the tree does not say.</param>
    /// <param name="isAlike">Tells which siblings that follow each other are told once; null for none.</param>
    public static IEnumerable<TreeRow> OfPrediction(
        ModelTree tree, int? depth = null, string? device = null, Func<TreeNode, TreeNode, bool>? isAlike = null) =>
        Below(tree.Root, depth ?? int.MaxValue, isAlike).Select(drawn =>
            new TreeRow(tree, drawn.Node, NodeEnergies.Of(tree, drawn.Node).Predicted, device) { Lead = drawn.Lead, Alike = drawn.Alike });

    private static List<Drawn> Below(TreeNode root, int depth, Func<TreeNode, TreeNode, bool>? isAlike)
    {
        List<Drawn> drawn = [new(root, "", 1)];
        Draw(root, depth, "");
        return drawn;

        void Draw(TreeNode node, int levels, string indent)
        {
            if (levels == 0)
                return;
            IReadOnlyList<TreeNode> children = node.Children;
            for (int index = 0, next; index < children.Count; index = next)
            {
                next = index + 1;
                while (isAlike is not null && next < children.Count && isAlike(children[index], children[next]))
                    next++;
                bool last = next == children.Count;
                drawn.Add(new(children[index], indent + (last ? "└ " : "├ "), next - index));
                Draw(children[index], levels - 1, indent + (last ? "  " : "│ "));
            }
        }
    }

    private sealed record Drawn(TreeNode Node, string Lead, int Alike);
}
