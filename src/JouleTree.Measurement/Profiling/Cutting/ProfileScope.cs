using System.Globalization;
using JouleTree.Core.Trees;

namespace JouleTree.Measurement.Profiling.Cutting;

/// <summary>Which nodes of a tree are measured.</summary>
internal sealed record ProfileScope
{
    /// <summary>Finest kind that is measured. Default: primitives, so everything.</summary>
    public NodeKind Level { get; init; } = NodeKind.Primitive;

    /// <summary>Only nodes at or below this scope, and the whole model. Default: the root, so everything.</summary>
    public Scope Within { get; init; } = Scope.Root;

    /// <summary>Deepest level, the root being 0. Default: no bound.</summary>
    public int? Depth { get; init; }

    /// <summary>What a level may be called, for messages.</summary>
    public const string LevelExpected = "expected ml, module, model or a whole number of at least 0";

    /// <summary>The nodes down to a level: to a kind (<c>ml</c>, <c>module</c>, <c>model</c>) or to a depth.</summary>
    /// <param name="text">What it is called.</param>
    /// <returns>Null for any other text.</returns>
    public static ProfileScope? ParseLevel(string text) => text switch
    {
        "ml" => new ProfileScope(),
        "module" => new ProfileScope { Level = NodeKind.Module },
        "model" => new ProfileScope { Level = NodeKind.Model },
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int depth)
            ? new ProfileScope { Depth = depth }
            : null,
    };

    /// <summary>True if a node is measured.</summary>
    /// <param name="node">A node.</param>
    /// <param name="depth">Its depth in the tree.</param>
    public bool Includes(TreeNode node, int depth)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Kind == NodeKind.Model
            || (node.Kind <= Level && depth <= (Depth ?? int.MaxValue) && node.Scope.IsWithin(Within));
    }

    /// <summary>The nodes of a tree that are measured.</summary>
    /// <param name="root">Its root.</param>
    public IEnumerable<TreeNode> Select(TreeNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Stack<(TreeNode Node, int Depth)> open = new([(root, 0)]);
        while (open.TryPop(out (TreeNode Node, int Depth) next))
        {
            if (Includes(next.Node, next.Depth))
                yield return next.Node;
            foreach (TreeNode child in next.Node.Children)
                open.Push((child, next.Depth + 1));
        }
    }
}
