using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Engine;
using JouleTree.Models;

namespace JouleTree.Measurement.Profiling.Models;

/// <summary>A network in the three forms that profiling needs: operators in scopes, ONNX nodes, and the way between them.</summary>
internal sealed class ProfiledModel
{
    /// <param name="graph">Operators in their scopes.</param>
    /// <param name="onnx">The same as ONNX nodes, with a known type and shape for every value that operators exchange.</param>
    /// <param name="nodes">Names of the ONNX nodes of each operator.</param>
    /// <param name="weightFolder">Folder of weights in files, or null.</param>
    public ProfiledModel(Graph graph, OnnxModel onnx, IReadOnlyDictionary<Operator, IReadOnlyList<string>> nodes,
        string? weightFolder = null)
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

    /// <summary>A network from where a user names it; an architecture gets seeded weights.</summary>
    /// <param name="source">Where it comes from; of a pipe, the weights are held in memory.</param>
    /// <param name="workload">What it is built for.</param>
    /// <param name="changes">Changes to an architecture's configuration; null for none.</param>
    /// <param name="engine">Knows shapes that are not in a file.</param>
    /// <exception cref="InputException">
    /// The model cannot take the workload, or it is a file of trees, one without its weights, or one that the engine rejects.
    /// </exception>
    public static ProfiledModel Of(ModelSource source, Workload workload, ConfigFields? changes, IInferenceEngine engine)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Network is not { } network)
            return FromGraph(source.Build(workload.Runnable(), changes));
        InputFile file = source.File ?? source.Name;
        if (network.MissingWeights is { } missing)
            throw missing.In(source.Name);
        try
        {
            if (!file.IsOnDisk)
                network = WithWeights(network, file);
            OnnxModel tidy = OnnxTidying.Tidy(network) with { Name = file.Title };
            Graph graph = source.BuildFrom(tidy, workload, changes, new EngineShapes(engine));
            Dictionary<Operator, IReadOnlyList<string>> nodes = graph.Operators.ToDictionary(op => op, op => op.OnnxNodes);
            return new ProfiledModel(graph, OnnxTidying.WithShapes(tidy, graph), nodes, file.Folder);
        }
        catch (InputException error) when (error.Place.File is null)
        {
            throw error.In(source.Name);
        }
    }

    private static OnnxModel WithWeights(OnnxModel model, InputFile file)
    {
        using Stream stream = file.OpenSeekable();
        return model with { Initializers = [.. model.Initializers.Select(Loaded)] };

        OnnxTensor Loaded(OnnxTensor tensor)
        {
            if (tensor.IsExternal || tensor.Place is not { } place)
                return tensor;
            byte[] bytes = new byte[place.Length];
            stream.Position = place.Offset;
            stream.ReadExactly(bytes);
            return tensor with { Raw = bytes, Place = null };
        }
    }

    /// <summary>A network of the zoo, with seeded weights.</summary>
    /// <param name="graph">Its graph.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <exception cref="InputException">An operator cannot be written as ONNX.</exception>
    public static ProfiledModel FromGraph(Graph graph, int seed = 0)
    {
        OnnxExport export = OnnxExport.Of(graph, seed);
        return new ProfiledModel(graph, export.Model, export.Nodes);
    }
}
