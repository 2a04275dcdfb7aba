using JouleTree.Core.Trees;

namespace JouleTree.Core.Analysis.Comparison;

/// <summary>Two trees side by side.</summary>
/// <remarks>
/// Nodes are paired from the roots down. Children of a pair belong together where their names are the same, or the roles that names tell
/// (the query of an attention, the first matrix of an MLP); what is left is paired in order by what is inside
/// (<see cref="MatchKind.Structure"/>). A module of one tree that merely wraps what the other has directly (<c>root.bert</c> of a model
/// with a head) is opened and listed as only there.
/// </remarks>
/// <example>
/// <code>
/// TreeComparison comparison = TreeComparison.Of(before, after);
/// foreach ((ComparedNode node, ComparedValue value) in comparison.Exceeding(0.05, NodeKind.Module, increasesOnly: true))
///     Console.WriteLine($"{node.Either.Scope}: {value.Column} {100 * value.Relative:+0.0} %");
/// </code>
/// </example>
public sealed class TreeComparison
{
    private TreeComparison(ModelTree left, ModelTree right, IReadOnlyList<ComparedNode> nodes) =>
        (Left, Right, Nodes) = (left, right, nodes);

    /// <summary>The left tree.</summary>
    public ModelTree Left { get; }

    /// <summary>The right tree.</summary>
    public ModelTree Right { get; }

    /// <summary>All pairs and single nodes, the whole models first, parents before children, in the left tree's order.</summary>
    public IReadOnlyList<ComparedNode> Nodes { get; }

    /// <summary>The columns that some node of either tree has.</summary>
    public IReadOnlyList<ComparedColumn> Columns =>
        [.. ComparedColumns.All.Where(column => Nodes.Any(node => node[column] is not null))];

    /// <summary>Compares two trees.</summary>
    /// <param name="left">What is compared with.</param>
    /// <param name="right">What is compared.</param>
    public static TreeComparison Of(ModelTree left, ModelTree right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new TreeComparison(left, right, new TreeMatcher().Match(left.Root, right.Root));
    }

    /// <summary>The pairs that differ by more than a fraction in some column, see <see cref="ComparedValue.Exceeds"/>.</summary>
    /// <param name="fraction">The largest difference that is allowed, such as 0.05.</param>
    /// <param name="finest">Finest kind of node that is looked at; the whole model alone for <see cref="NodeKind.Model"/>.</param>
    /// <param name="increasesOnly">A right number below the left one is always allowed.</param>
    public IEnumerable<(ComparedNode Node, ComparedValue Value)> Exceeding(double fraction, NodeKind finest = NodeKind.Model,
        bool increasesOnly = false) =>
        from node in Nodes
        where node.Left is not null && node.Right is not null && node.Left.Kind <= finest
        from value in node.Values
        where value.Exceeds(fraction, increasesOnly)
        select (node, value);
}
