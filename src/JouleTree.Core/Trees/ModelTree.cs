using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Trees;

/// <summary>One workload of one model as a tree: a line of a tree file. Immutable.</summary>
public sealed record ModelTree
{
    /// <summary>Depth beyond which a tree is refused; real networks stay below 30.</summary>
    public const int MaxDepth = 1000;

    /// <summary>Name of the model, such as <c>bert-base-uncased</c>.</summary>
    public required string ModelName { get; init; }

    /// <summary>Items per forward pass, at least 1, or null where unknown.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Tokens per item, at least 1, or null where the model has no sequence.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>The node of the whole model, of kind <see cref="NodeKind.Model"/>.</summary>
    public required TreeNode Root { get; init; }

    /// <summary>Workload, device, meter and versions, or null.</summary>
    public TreeDetails? Details { get; init; }

    /// <summary>File and line that the tree was read from; the default for trees made in memory.</summary>
    public InputPlace Origin { get; init; }

    /// <summary>How the tree stood in its file, so that writing gives the same JSON again.</summary>
    internal TreeForm Form { get; init; } = TreeForm.Complete;

    /// <summary>Place of a node (and a field) of this tree, for error messages.</summary>
    /// <param name="node">A node of this tree.</param>
    /// <param name="field">Name of a field as in files, or null.</param>
    public InputPlace PlaceOf(TreeNode node, string? field = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Origin with { Node = $"{node.Scope} (id {node.Id})", Field = field };
    }
}
