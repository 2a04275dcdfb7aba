using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx;

namespace JouleTree.Measurement.Profiling;

/// <summary>A network in the three forms that profiling needs: operators in scopes, ONNX nodes, and the way between them.</summary>
public sealed class ProfiledModel
{
    /// <param name="graph">Operators in their scopes.</param>
    /// <param name="onnx">The same as ONNX nodes, with a known type and shape for every value that operators exchange.</param>
    /// <param name="nodes">Names of the ONNX nodes of each operator.</param>
    /// <param name="weightFolder">Folder of weights in files, or null.</param>
    public ProfiledModel(Graph graph, OnnxModel onnx, IReadOnlyDictionary<Operator, IReadOnlyList<string>> nodes, string? weightFolder = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Graph = graph;
        Onnx = onnx;
        Nodes = nodes;
        WeightFolder = weightFolder;
        View = GraphView.Full(graph);
    }

    /// <summary>Operators in their scopes.</summary>
    public Graph Graph { get; }

    /// <summary>The same as ONNX nodes.</summary>
    public OnnxModel Onnx { get; }

    /// <summary>Names of the ONNX nodes of each operator; none for one that vanishes.</summary>
    public IReadOnlyDictionary<Operator, IReadOnlyList<string>> Nodes { get; }

    /// <summary>Folder of weights in files, or null.</summary>
    public string? WeightFolder { get; }

    /// <summary>The full view, counted by JouleTree's rules.</summary>
    public GraphView View { get; }

    /// <summary>Bytes of all weights.</summary>
    public long WeightBytes => Onnx.Initializers.Sum(tensor => tensor.Bytes);

    /// <summary>A network of the zoo, with seeded weights.</summary>
    /// <param name="graph">Its graph.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="Core.Errors.InputException">An operator cannot be written as ONNX.</exception>
    public static ProfiledModel FromGraph(Graph graph, int seed = 0)
    {
        OnnxExport export = OnnxExport.Of(graph, seed);
        return new ProfiledModel(graph, export.Model, export.Nodes);
    }
}
