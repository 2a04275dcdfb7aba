using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Measurement.Profiling.Attributing;

/// <summary>Which nodes of a model each node of its rewritten form stands for.</summary>
/// <remarks>
/// A rewriter keeps the names of tensors that cross the border of what it fuses. So from each rewritten node's outputs the
/// original graph is walked back, up to tensors that another rewritten node makes. Nodes in another memory layout carry the name of the
/// tensor that they made, with the ending <c>_nchwc</c>. Nodes that a rewriter adds (changes of shape or layout) stand
/// for what they serve. What is constant for fixed shapes is folded and stands nowhere; views cost nothing and do not
/// decide where a node belongs.
/// </remarks>
internal sealed class FusionMap
{
    private const string LayoutSuffix = "_nchwc";
    private static readonly HashSet<string> Views = ["Identity", "Dropout", "Reshape", "Flatten", "Squeeze", "Unsqueeze"];

    private readonly Dictionary<string, OnnxNode> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxNode> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<OnnxNode, HashSet<OnnxNode>> _groups = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<OnnxNode> _folded = new(ReferenceEqualityComparer.Instance);

    private FusionMap(OnnxModel original, OnnxModel rewritten)
    {
        foreach (OnnxNode node in original.Nodes)
        {
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
                _makers[output] = node;
        }

        FindFolded(original);
        ILookup<string, OnnxNode> readers = original.Nodes.SelectMany(node => node.Inputs.Select(input => (input, node)))
            .ToLookup(pair => pair.input, pair => pair.node);
        foreach (OnnxNode node in rewritten.Nodes)
        {
            _groups[node] = new(ReferenceEqualityComparer.Instance);
            foreach (string tensor in TensorsOf(node).SelectMany(tensor => WithSum(node, tensor, readers)))
                _owners.TryAdd(tensor, node);
        }

        foreach ((string tensor, OnnxNode owner) in _owners.ToArray())
            WalkBack(tensor, owner);

        AbsorbRest(original, rewritten);
        ServeNeighbours(rewritten);
    }

    /// <summary>Names of the original nodes by the name of the rewritten node; empty where nothing is known of it.</summary>
    /// <param name="original">The model before rewriting, its nodes in an order in which they can run.</param>
    /// <param name="rewritten">The same after rewriting.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(OnnxModel original, OnnxModel rewritten)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(rewritten);
        FusionMap map = new(original, rewritten);
        Dictionary<OnnxNode, int> order = new(ReferenceEqualityComparer.Instance);
        foreach (OnnxNode node in original.Nodes)
            order.Add(node, order.Count);
        Dictionary<string, IReadOnlyList<string>> names = new(StringComparer.Ordinal);
        foreach (OnnxNode node in rewritten.Nodes)
        {
            OnnxNode[] group = [.. map._groups[node].OrderBy(member => order[member])];
            OnnxNode[] deciding = [.. group.Where(member => !Views.Contains(member.OpType))];
            names[node.Name] = [.. (deciding.Length > 0 ? deciding : group).Select(member => member.Name)];
        }

        return names;
    }

    private void FindFolded(OnnxModel original)
    {
        HashSet<string> constants = [.. original.Initializers.Select(tensor => tensor.Name), ""];
        foreach (OnnxNode node in original.Nodes)
        {
            if (node.OpType is not ("Shape" or "Size") && !node.Inputs.All(constants.Contains))
                continue;
            _folded.Add(node);
            constants.UnionWith(node.Outputs);
        }
    }

    /// <summary>Original tensors that a rewritten node makes.</summary>
    private string[] TensorsOf(OnnxNode node)
    {
        string[] known = [.. node.Outputs.Where(_makers.ContainsKey)];
        return known.Length == 0 && node.Name.EndsWith(LayoutSuffix, StringComparison.Ordinal)
            && node.Name[..^LayoutSuffix.Length] is var tensor && _makers.ContainsKey(tensor)
            ? [tensor]
            : known;
    }

    // A convolution in another layout may have a fourth input, which it adds, and an activation after that; its name stays the old one.
    private static IEnumerable<string> WithSum(OnnxNode node, string tensor, ILookup<string, OnnxNode> readers)
    {
        yield return tensor;
        if (node is not { OpType: "Conv", Inputs: [_, _, _, { Length: > 0 }, ..] }
            || !node.Name.EndsWith(LayoutSuffix, StringComparison.Ordinal)
            || readers[tensor].FirstOrDefault(reader => reader.OpType == "Add") is not { } sum)
            yield break;
        yield return sum.Outputs[0];
        if (node.Attribute("activation") is string activation
            && readers[sum.Outputs[0]].FirstOrDefault(reader => reader.OpType == activation) is { } last)
            yield return last.Outputs[0];
    }

    private void WalkBack(string tensor, OnnxNode owner)
    {
        Stack<string> open = new([tensor]);
        while (open.TryPop(out string? next))
        {
            if (!_makers.TryGetValue(next, out OnnxNode? maker) || (_folded.Contains(maker) && next != tensor)
                || !_groups[owner].Add(maker))
                continue;
            foreach (string input in maker.Inputs.Where(input => !_owners.ContainsKey(input)))
                open.Push(input);
        }
    }

    // What no walk has met was fused into what makes its inputs, such as a sum into the later of two convolutions.
    private void AbsorbRest(OnnxModel original, OnnxModel rewritten)
    {
        Dictionary<OnnxNode, int> order = new(ReferenceEqualityComparer.Instance);
        foreach (OnnxNode node in rewritten.Nodes)
            order.Add(node, order.Count);
        HashSet<OnnxNode> met = new(_groups.Values.SelectMany(group => group), ReferenceEqualityComparer.Instance);
        foreach (OnnxNode node in original.Nodes.Where(node => !met.Contains(node) && !_folded.Contains(node)))
        {
            OnnxNode? owner = node.Inputs.Select(input => _owners.GetValueOrDefault(input)).OfType<OnnxNode>()
                .MaxBy(candidate => order[candidate]);
            if (owner is null)
                continue;
            _groups[owner].Add(node);
            foreach (string output in node.Outputs)
                _owners.TryAdd(output, owner);
        }
    }

    // A change of layout back to the original belongs to what it reads; every other addition to what reads it.
    private void ServeNeighbours(OnnxModel rewritten)
    {
        Dictionary<string, OnnxNode> makers = new(StringComparer.Ordinal);
        foreach (OnnxNode node in rewritten.Nodes)
        {
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
                makers[output] = node;
            if (node.OpType != "ReorderOutput" || !makers.TryGetValue(node.Inputs[0], out OnnxNode? source))
                continue;
            _groups[source].UnionWith(_groups[node]);
            _groups[node] = _groups[source];
        }

        ILookup<string, OnnxNode> readers = rewritten.Nodes.SelectMany(node => node.Inputs.Select(input => (input, node)))
            .ToLookup(pair => pair.input, pair => pair.node);
        foreach (OnnxNode node in rewritten.Nodes.Reverse().Where(node => _groups[node].Count == 0))
            _groups[node].UnionWith(node.Outputs.SelectMany(output => readers[output]).SelectMany(reader => _groups[reader]));
    }
}
