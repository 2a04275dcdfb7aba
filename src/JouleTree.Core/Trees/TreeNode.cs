using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Trees;

/// <summary>
/// A node of a model tree: a scope with its kind, its numbers and its children. Immutable; copies with changes are made
/// by <c>with</c>.
/// </summary>
/// <remarks>
/// Members and units are those of the published format (Cao et al., IrEne, ACL 2021); what JouleTree adds is in
/// <see cref="Details"/>. Equality compares children by reference.
/// </remarks>
public sealed record TreeNode
{
    /// <summary>Identifier, unique in its tree.</summary>
    public required string Id { get; init; }

    /// <summary>Path in the model.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Model, module or primitive.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>Class of the module or type of the primitive, such as <c>BertLayer</c> or <c>Linear</c>.</summary>
    public required string InstanceType { get; init; }

    /// <summary>Children in the order of execution; empty exactly for primitives.</summary>
    public IReadOnlyList<TreeNode> Children { get; init; } = [];

    /// <summary>All numbers of the node.</summary>
    public NodeColumns Columns { get; init; }

    /// <summary>What JouleTree knows beyond the published members, or null.</summary>
    public NodeDetails? Details { get; init; }

    /// <summary>How the node stood in its file, so that writing gives the same JSON again.</summary>
    internal NodeForm Form { get; init; } = NodeForm.Complete;

    /// <summary>Parameters of the node and what is below it.</summary>
    public double? NumParameters => Columns[NodeColumn.NumParameters];

    /// <summary>Millions of floating-point operations per forward pass.</summary>
    public double? MegaFlops => Columns[NodeColumn.Flops];

    /// <summary>Memory traffic in MiB (2^20 bytes) per forward pass.</summary>
    public double? MemoryMebibytes => Columns[NodeColumn.MemBytes];

    /// <summary>
    /// Parameters that no node before this one has already, so that they sum over leaves to those of the model: exactly where they were
    /// counted from a graph, else <see cref="NumParameters"/>.
    /// </summary>
    internal long? OwnParameters =>
        Details?.Parameters is { } counted ? counted - (Details.SharedParameters ?? 0) : Whole(NumParameters);

    /// <summary>
    /// Floating-point operations per forward pass: exactly where they were counted from a graph, else from <see cref="MegaFlops"/>.
    /// </summary>
    public long? Flops => Details?.Flops ?? Whole(MegaFlops * 1e6);

    /// <summary>
    /// Bytes moved per forward pass: exactly where they were counted from a graph, else from <see cref="MemoryMebibytes"/>.
    /// </summary>
    public long? MovedBytes => Details?.Bytes ?? Whole(MemoryMebibytes * (1 << 20));

    /// <summary>Seconds per forward pass.</summary>
    public double? Seconds => Columns[NodeColumn.TimesMean];

    /// <summary>Measured (or modelled) joules per forward pass.</summary>
    public double? GroundTruthJoules => Columns[NodeColumn.GroundTruthEnergy];

    /// <summary>Predicted joules per forward pass.</summary>
    public double? PredictedJoules => Columns[NodeColumn.PredictedEnergy];

    private static long? Whole(double? count) => count is { } number and < long.MaxValue ? (long)Math.Round(number) : null;

    /// <summary>This node with one number replaced.</summary>
    /// <param name="column">Column to set.</param>
    /// <param name="value">A finite number in the column's unit, or null to remove it.</param>
    public TreeNode With(NodeColumn column, double? value) => this with { Columns = Columns.With(column, value) };

    /// <summary>This node and all below it, parents before children, children in order.</summary>
    public IEnumerable<TreeNode> SelfAndDescendants()
    {
        Stack<TreeNode> pending = new();
        pending.Push(this);
        while (pending.TryPop(out TreeNode? node))
        {
            yield return node;
            for (int index = node.Children.Count - 1; index >= 0; index--)
                pending.Push(node.Children[index]);
        }
    }

    /// <summary>The tree below this node with every node replaced, children first.</summary>
    /// <param name="replace">Gives the new node for one whose children are replaced already.</param>
    /// <returns>The replacement of this node.</returns>
    public TreeNode Rebuild(Func<TreeNode, TreeNode> replace)
    {
        ArgumentNullException.ThrowIfNull(replace);
        if (Children.Count == 0)
            return replace(this);
        TreeNode[] children = new TreeNode[Children.Count];
        for (int index = 0; index < children.Length; index++)
            children[index] = Children[index].Rebuild(replace);
        return replace(this with { Children = children });
    }
}
