using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Grouping;
using JouleTree.Graphs.Onnx.Reading.Placement;
using JouleTree.Graphs.Onnx.Reading.Shapes;
using JouleTree.Graphs.Onnx.Reading.Tidying;
using JouleTree.Graphs.Onnx.Reading.Values;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Onnx.Reading;

/// <summary>
/// Reads ONNX models as graphs: nodes in the scopes that exporters wrote into their metadata or names, else grouped; matrix
/// products with stored weights as Linear, look-ups in stored tables as Embedding, decomposed primitives put together,
/// renamed where the field has a name of its own. Every other node keeps its ONNX type.
/// </summary>
internal static class OnnxGraphReader
{
    /// <summary>The graph of an ONNX model for a workload.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Name for the graph.</param>
    /// <param name="workload">
    /// Sizes of free dimensions: those of the inputs that it names, and of the same name elsewhere; batch and length where a
    /// dimension's name or place tells which it is.
    /// </param>
    /// <param name="shapes">Knows shapes better than our own rules do and is asked first; null for none.</param>
    /// <exception cref="InputException">The model is not well-formed, or the workload does not fit its inputs.</exception>
    public static Graph Read(OnnxModel model, string name, Workload workload, IShapeSource? shapes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workload);
        OnnxModel tidy = Tidied(model);
        Graph Raised(Workload workload) => Raise(tidy, name, workload.Checked(), inputs => shapes?.ShapesOf(tidy, inputs.Known));
        try
        {
            return Raised(workload);
        }
        catch (InputException error) when (error.InnerException is ShapeConflictException { IsShortInput: true })
        {
            throw ShortInput.WithLeast(error, workload, longer => Raised(longer));
        }
    }

    /// <summary>
    /// The same, where somebody is asked for shapes only if our own rules leave some unknown, and every file of weights is there.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Name for the graph.</param>
    /// <param name="workload">Sizes of free dimensions.</param>
    /// <param name="help">Is asked for what remains unknown.</param>
    /// <exception cref="InputException">The model is not well-formed, or the workload does not fit its inputs.</exception>
    public static Graph ReadWithHelp(OnnxModel model, string name, Workload workload, IShapeSource help)
    {
        ArgumentNullException.ThrowIfNull(help);
        ArgumentNullException.ThrowIfNull(model);
        OnnxModel tidy = Tidied(model);
        Graph graph = Read(tidy, name, workload);
        return graph.MissingFiles.Count == 0 && graph.Operators.Any(HasUnknownShape) ? Read(tidy, name, workload, help) : graph;
    }

    /// <summary>The way from a file to a graph, pass by pass.</summary>
    private static Graph Raise(
        OnnxModel model, string name, Workload workload, Func<BoundInputs, IReadOnlyDictionary<string, TensorSpec>?> ask)
    {
        WellFormedness.Check(model.Nodes);
        StoredGraph stored = StoredValues.Of(model);
        BoundInputs inputs = BoundInputs.Of(model, stored.Values, workload);
        NodePlacement placement = PlacementFinder.Of(stored);
        Dictionary<OnnxNode, NodeGroup> groups = GroupFinding.Of(stored, placement.ModuleOf);
        IReadOnlyDictionary<string, TensorSpec> given = ask(inputs) ?? new Dictionary<string, TensorSpec>();
        ShapeInference inference = new(stored, groups, given, inputs, model.Opsets.GetValueOrDefault("", 1));
        IReadOnlyList<Step> steps = inference.Run();
        (IReadOnlyList<Operator> operators, IReadOnlyList<GraphModule> modules) = OperatorPlacement.Of(steps, placement);
        Graph graph = new()
        {
            ModelName = name,
            Workload = inputs.Workload with { FloatType = OwnType.Of(operators, workload.FloatType) },
            Inputs = [.. inputs.Shapes.Keys.Select(input => stored.Values.Find(input)!)],
            Outputs = [.. model.Outputs.Select(output => stored.Values.Find(output.Name)).OfType<Tensor>()],
            Operators = operators,
            Modules = modules,
            UnusedParameters = Unused(model, stored.Values, operators),
            MissingFiles = model.MissingFiles,
            Notes = [$"scopes: {placement.Description}", .. inference.Sources.Notes,
                .. FileNotes.Of(model, stored, operators, inputs.Workload.BatchSize)],
        };
        return placement.HasScopes ? graph : BlockGrouping.Apply(graph);
    }

    /// <summary>A model from <see cref="OnnxReader"/> is tidy; one that was made in memory may bring functions along.</summary>
    private static OnnxModel Tidied(OnnxModel model) => model.Functions.Count == 0 ? model : FunctionInlining.Inline(model);

    private static bool HasUnknownShape(Operator op) =>
        op.Repetitions > 0 && op.OnnxNodes.Count > 0 && op.Outputs.Any(output => output.Shape is null && output.Type != DataType.Text);

    /// <summary>Weights that no operator reads.</summary>
    private static Tensor[] Unused(OnnxModel model, ValueTable values, IReadOnlyList<Operator> operators)
    {
        // By name, because a packed weight is another tensor than the one that an operator unpacks from it.
        HashSet<string> read = [.. operators.SelectMany(op => op.Inputs).Select(tensor => tensor.Storage.Name)];
        HashSet<string> named = new(model.Outputs.Select(output => output.Name), StringComparer.Ordinal);
        return
        [
            .. model.Initializers.Select(tensor => values.Find(tensor.Name)!)
                .Where(tensor => tensor.Role == TensorRole.Parameter && !read.Contains(tensor.Name) && !named.Contains(tensor.Name))
                .Distinct(),
        ];
    }
}
