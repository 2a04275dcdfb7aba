using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>A graph whose stored tensors are known: what is left to do are the nodes that compute something.</summary>
internal sealed class StoredGraph
{
    /// <summary>The node that this graph is inside of, or null for that of the whole model.</summary>
    public OnnxNode? Holder { get; init; }

    /// <summary>Values of the graph: first those that are stored, then those that passes find out.</summary>
    public required ValueTable Values { get; init; }

    /// <summary>Elements of the scales and zero points that are stored with the model, those of graphs inside included.</summary>
    public long Scales { get; init; }

    /// <summary>Nodes that compute something, in order.</summary>
    public required IReadOnlyList<OnnxNode> Nodes { get; init; }

    /// <summary>Types and shapes that the file declares of values that the graph makes.</summary>
    public required IReadOnlyDictionary<string, OnnxValue> Declared { get; init; }

    /// <summary>Names of what the graph gives back.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The graphs inside its nodes that run graphs.</summary>
    public required IReadOnlyDictionary<OnnxSubgraph, StoredGraph> Inside { get; init; }
}
