namespace JouleTree.Graphs.Onnx.Format;

/// <summary>A node of an ONNX graph.</summary>
internal sealed record OnnxNode
{
    /// <summary>Its name, with scopes where the exporter wrote them: <c>/pooler/dense/Gemm</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Operator type, such as <c>Gemm</c>.</summary>
    public required string OpType { get; init; }

    /// <summary>Domain of the operator set; empty for the standard one.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Which of several functions of one name it calls; mostly empty.</summary>
    public string Overload { get; init; } = "";

    /// <summary>Names of the values that it reads; an empty name stands for one left out.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Names of the values that it makes.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The graphs inside it: branches of an If, bodies of a Loop or Scan.</summary>
    public IEnumerable<OnnxSubgraph> Subgraphs => Attributes.Select(attribute => attribute.Value).OfType<OnnxSubgraph>();

    /// <summary>True for If, Loop, Scan and SequenceMap, which run the graphs inside them.</summary>
    internal bool RunsGraphs => Domain.Length == 0 && OpType is "If" or "Loop" or "Scan" or "SequenceMap" && Subgraphs.Any();

    /// <summary>Names of the values that it reads, and of those around it that the graphs inside it read.</summary>
    public IEnumerable<string> Reads => Inputs.Concat(Subgraphs.SelectMany(Captured)).Where(name => name.Length > 0);

    /// <summary>Its attributes.</summary>
    public IReadOnlyList<OnnxAttribute> Attributes { get; init; } = [];

    /// <summary>Properties by key, such as <c>pkg.torch.onnx.name_scopes</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The value of an attribute, or null where it is absent.</summary>
    /// <param name="name">Name of the attribute.</param>
    public object? Attribute(string name)
    {
        // A loop, because this is asked several times for each node of a large graph.
        for (int index = 0; index < Attributes.Count; index++)
        {
            if (Attributes[index].Name == name)
                return Attributes[index].Value;
        }

        return null;
    }

    private static IEnumerable<string> Captured(OnnxSubgraph graph)
    {
        HashSet<string> inside = new(StringComparer.Ordinal);
        inside.UnionWith(graph.Inputs.Select(value => value.Name));
        inside.UnionWith(graph.Initializers.Select(tensor => tensor.Name));
        inside.UnionWith(graph.Nodes.SelectMany(node => node.Outputs));
        return graph.Nodes.SelectMany(node => node.Reads).Concat(graph.Outputs.Select(output => output.Name))
            .Where(name => !inside.Contains(name));
    }
}
