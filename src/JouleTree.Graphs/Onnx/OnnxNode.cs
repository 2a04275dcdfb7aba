namespace JouleTree.Graphs.Onnx;

/// <summary>A node of an ONNX graph.</summary>
public sealed record OnnxNode
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

    /// <summary>Names of the values that it reads, and of those that graphs inside it read of the graph around them.</summary>
    public IEnumerable<string> Reads => Subgraphs.Any() ? NodeOrder.Reads(this) : Inputs;

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
}
