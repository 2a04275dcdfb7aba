using JouleTree.Core.Trees;

namespace JouleTree.Core.Analysis.Comparison;

/// <summary>Two nodes that belong together, or one that the other tree does not have.</summary>
/// <param name="Left">Node of the left tree, or null.</param>
/// <param name="Right">Node of the right tree, or null.</param>
/// <param name="Match">How they were found to belong together.</param>
/// <param name="Depth">Depth in the comparison, 0 for the whole models.</param>
/// <param name="Values">Every column that either of them has.</param>
public sealed record ComparedNode(TreeNode? Left, TreeNode? Right, MatchKind Match, int Depth, IReadOnlyList<ComparedValue> Values)
{
    /// <summary>
    /// True of a module that merely wraps what the other tree has directly: the nodes inside it are compared beside it, so that its
    /// numbers are told by theirs.
    /// </summary>
    public bool IsOpened { get; init; }

    /// <summary>
    /// Names of the nodes of the other tree that do the work of one without a partner, in one matrix or in several: of the query, the key
    /// and the value of an attention on one side against one matrix for all three on the other. Empty for all others.
    /// </summary>
    public IReadOnlyList<string> Counterparts { get; init; } = [];

    /// <summary>The node that is there: the left one where both are.</summary>
    public TreeNode Either => Left ?? Right!;

    /// <summary>The value of a column, or null where neither node has it.</summary>
    /// <param name="column">A column.</param>
    public ComparedValue? this[ComparedColumn column] => Values.FirstOrDefault(value => value.Column == column);
}

/// <summary>How two nodes of a comparison were found to belong together.</summary>
public enum MatchKind
{
    /// <summary>They have the same path.</summary>
    Scope,

    /// <summary>They have the same name below parents that belong together but have different paths.</summary>
    Name,

    /// <summary>Names differ; position and what is inside are alike.</summary>
    Structure,

    /// <summary>The left tree alone has it.</summary>
    OnlyLeft,

    /// <summary>The right tree alone has it.</summary>
    OnlyRight,
}
