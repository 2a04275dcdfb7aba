using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;

namespace JouleTree.Measurement.Traces;

/// <summary>Where the nodes of an engine's trace belong in a model's tree.</summary>
internal sealed class OrtPlaces
{
    private static readonly string[] Suffixes = ["_nchwc", "_token_", "_quant"];

    private readonly Dictionary<string, TreeNode> _leaves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TreeNode> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TreeNode> _parents = new(StringComparer.Ordinal);

    /// <summary>Places of a model.</summary>
    /// <param name="view">The model's full view, read from its file.</param>
    public OrtPlaces(GraphView view)
    {
        foreach (TreeNode node in view.Tree.Root.SelfAndDescendants())
        {
            foreach (TreeNode child in node.Children)
                _parents.Add(child.Id, node);
            if (view.OperatorOf(node) is not { } op)
                continue;
            foreach (string name in op.OnnxNodes)
                _leaves[name] = node;
            foreach (Graphs.Tensor output in op.Outputs)
                _makers[output.Name] = node;
        }
    }

    /// <summary>
    /// The leaf of a node that the engine ran as the file has it; of one that it made of several, which it names after a node or
    /// a value of the file, the module around that one; null for others.
    /// </summary>
    /// <param name="name">Name in the trace.</param>
    public TreeNode? Find(string name) => _leaves.GetValueOrDefault(name) ?? Around(name);

    /// <summary>True for a node that the engine made of several.</summary>
    /// <param name="name">Name in the trace.</param>
    public bool IsFused(string name) => !_leaves.ContainsKey(name) && Around(name) is not null;

    private TreeNode? Around(string name)
    {
        foreach (string suffix in Suffixes)
        {
            int at = name.LastIndexOf(suffix, StringComparison.Ordinal);
            if (at > 0 && (_leaves.GetValueOrDefault(name[..at]) ?? _makers.GetValueOrDefault(name[..at])) is { } leaf)
                return _parents.GetValueOrDefault(leaf.Id);
        }

        return null;
    }
}
