using System.Text.RegularExpressions;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;

namespace JouleTree.Measurement.Traces;

/// <summary>Where the nodes of an engine's trace belong in a model's tree.</summary>
internal sealed partial class OrtPlaces
{
    private static readonly string[] Suffixes = ["_nchwc", "_token_", "_quant"];

    private readonly Dictionary<string, TreeNode> _nodes = new(StringComparer.Ordinal);
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
                Add(name, node);
            foreach (Graphs.Tensor output in op.Outputs)
                _makers[output.Name] = node;
        }
    }

    /// <summary>Nodes of the file without a name: nothing in a trace can be told to be of them.</summary>
    public int Nameless { get; private set; }

    /// <summary>Nodes of the file.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// The leaf of a node that the engine ran as the file has it; of one that it made of several, which it names after nodes or
    /// a value of the file, and of a name that several nodes have, the module around them; null for others.
    /// </summary>
    /// <param name="name">Name in the trace.</param>
    public TreeNode? Find(string name) => _nodes.GetValueOrDefault(name) ?? Around(name);

    /// <summary>True for a node that the engine made of several.</summary>
    /// <param name="name">Name in the trace.</param>
    public bool IsFused(string name) => !_nodes.ContainsKey(name) && Around(name) is not null;

    /// <summary>True for a part of the graph that a provider compiled whole, in which the engine sees no operators.</summary>
    /// <param name="name">Name in the trace.</param>
    /// <param name="node">What the trace says of it.</param>
    public bool IsCompiled(string name, OrtNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        // Types of operators are single words; compiled parts are numbered.
        return Find(name) is null && (node.Type?.Contains('_', StringComparison.Ordinal) == true || CompiledName().IsMatch(name));
    }

    private void Add(string name, TreeNode node)
    {
        Count++;
        if (name.Length == 0)
            Nameless++;
        else
            _nodes[name] = _nodes.TryGetValue(name, out TreeNode? known) ? Common(known, node) : node;
    }

    private TreeNode? Around(string name)
    {
        if (name.StartsWith("fused ", StringComparison.Ordinal))
            return OfSeveral(name);
        foreach (string suffix in Suffixes)
        {
            int at = name.LastIndexOf(suffix, StringComparison.Ordinal);
            if (at > 0 && (_nodes.GetValueOrDefault(name[..at]) ?? _makers.GetValueOrDefault(name[..at])) is { } leaf)
                return _parents.GetValueOrDefault(leaf.Id, leaf);
        }

        int slash = name.LastIndexOf('/');
        return slash > 0 && name.EndsWith("Fusion", StringComparison.Ordinal) && _nodes.GetValueOrDefault(name[..slash]) is { } first
            ? _parents.GetValueOrDefault(first.Id, first)
            : null;
    }

    // «fused op (#6 'Conv_6') + (#7 'Relu_7')» of DirectML names all, «fused Conv_6» the first.
    private TreeNode? OfSeveral(string name)
    {
        string[] quoted = [.. Quoted().Matches(name).Select(match => match.Groups[1].Value)];
        TreeNode?[] leaves = quoted.Length > 0
            ? [.. quoted.Select(one => _nodes.GetValueOrDefault(one))]
            : [_nodes.GetValueOrDefault(name["fused ".Length..]) is { } first ? _parents.GetValueOrDefault(first.Id, first) : null];
        return Array.TrueForAll(leaves, leaf => leaf is not null) ? leaves.Aggregate((all, leaf) => Common(all!, leaf!)) : null;
    }

    /// <summary>The lowest node that is or contains both.</summary>
    private TreeNode Common(TreeNode one, TreeNode other)
    {
        HashSet<string> above = [one.Id];
        TreeNode top = one;
        while (_parents.TryGetValue(top.Id, out TreeNode? parent))
            above.Add((top = parent).Id);
        TreeNode common = other;
        while (!above.Contains(common.Id) && _parents.TryGetValue(common.Id, out TreeNode? parent))
            common = parent;
        return common;
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("(DmlFusedNode|TRTKernel|ExecutionProvider_|OpenVINO|CoreML|QNN|NNAPI|VitisAI|MIGraphX|EPContext)[A-Za-z]*[_-]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CompiledName();
}
