using JouleTree.Core.Trees;

namespace JouleTree.Measurement.Profiling;

/// <summary>Which nodes of a tree are measured.</summary>
public sealed record ProfileScope
{
    /// <summary>Finest kind that is measured. Default: primitives, so everything.</summary>
    public NodeKind Level { get; init; } = NodeKind.Primitive;

    /// <summary>Only nodes at or below this scope, and the whole model. Default: the root, so everything.</summary>
    public Scope Within { get; init; } = Scope.Root;

    /// <summary>Deepest level, the root being 0. Default: no bound.</summary>
    public int? Depth { get; init; }

    /// <summary>True if a node is measured.</summary>
    /// <param name="node">A node.</param>
    /// <param name="depth">Its depth in the tree.</param>
    public bool Includes(TreeNode node, int depth)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Kind == NodeKind.Model
            || (node.Kind <= Level && depth <= (Depth ?? int.MaxValue) && node.Scope.IsWithin(Within));
    }
}
