namespace JouleTree.Graphs.Onnx.Format;

/// <summary>A function that a model brings along: nodes that stand for one operator type (onnx.proto, <c>FunctionProto</c>).</summary>
internal sealed record OnnxFunction
{
    /// <summary>Domain of the operator type; empty for the standard one.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The operator type.</summary>
    public required string Name { get; init; }

    /// <summary>Which of several functions of one name; mostly empty.</summary>
    public string Overload { get; init; } = "";

    /// <summary>Names of its inputs.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Names of its outputs.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Values of attributes that a call leaves out.</summary>
    public IReadOnlyList<OnnxAttribute> Defaults { get; init; } = [];

    /// <summary>Its nodes.</summary>
    public required IReadOnlyList<OnnxNode> Nodes { get; init; }

    /// <summary>Versions of the operator sets that its nodes are of.</summary>
    public IReadOnlyDictionary<string, long> Opsets { get; init; } = new Dictionary<string, long>();
}
