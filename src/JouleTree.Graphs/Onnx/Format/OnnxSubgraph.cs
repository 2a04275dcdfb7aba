namespace JouleTree.Graphs.Onnx.Format;

/// <summary>A graph inside a node, the body of an If, Loop or Scan. It may read values of the graph around it.</summary>
internal sealed record OnnxSubgraph
{
    /// <summary>Name of the graph.</summary>
    public string Name { get; init; } = "";

    /// <summary>Nodes in an order in which they can be run.</summary>
    public required IReadOnlyList<OnnxNode> Nodes { get; init; }

    /// <summary>Stored tensors.</summary>
    public IReadOnlyList<OnnxTensor> Initializers { get; init; } = [];

    /// <summary>What each run of the body is given.</summary>
    public IReadOnlyList<OnnxValue> Inputs { get; init; } = [];

    /// <summary>What each run gives back.</summary>
    public required IReadOnlyList<OnnxValue> Outputs { get; init; }

    /// <summary>Types and shapes of values in between, where the file states them.</summary>
    public IReadOnlyList<OnnxValue> Values { get; init; } = [];
}
