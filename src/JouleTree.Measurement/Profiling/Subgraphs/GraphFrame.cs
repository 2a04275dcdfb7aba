using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Measurement.Profiling.Subgraphs;

/// <summary>A graph of a model as a model of its own: the model itself, a branch of an If, the body of a Loop or Scan.</summary>
/// <remarks>Values of a graph inside a node are renamed, as two branches may use the same names.</remarks>
internal sealed class GraphFrame
{
    private GraphFrame(OnnxModel model, GraphFrame? parent, OnnxNode? control, string branch)
    {
        Model = model;
        Parent = parent;
        Control = control;
        Branch = branch;
    }

    /// <summary>The graph. What it is given and what it reads of the graphs around it are its inputs.</summary>
    public OnnxModel Model { get; }

    /// <summary>The graph around it; null for the model itself.</summary>
    public GraphFrame? Parent { get; }

    /// <summary>The node of <see cref="Parent"/> that runs it; null for the model itself.</summary>
    public OnnxNode? Control { get; }

    /// <summary>Name of the node's attribute, such as <c>then_branch</c> or <c>body</c>.</summary>
    public string Branch { get; }

    /// <summary>Names, in <see cref="Model"/>, of what each run of a body is given; none for a branch.</summary>
    public IReadOnlyList<string> Given { get; private init; } = [];

    /// <summary>Names of the values that it reads of the graphs around it; they are the same there.</summary>
    public IReadOnlyList<string> Captured { get; private init; } = [];

    /// <summary>True for a frame and those inside it.</summary>
    /// <param name="outer">The frame.</param>
    public bool IsWithin(GraphFrame outer)
    {
        for (GraphFrame? frame = this; frame is not null; frame = frame.Parent)
        {
            if (ReferenceEquals(frame, outer))
                return true;
        }

        return false;
    }

    /// <summary>All graphs of a model, itself first, those around others before them.</summary>
    /// <param name="model">A model with a name of its own for every node.</param>
    public static IReadOnlyList<GraphFrame> Of(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<GraphFrame> frames = [new(model, null, null, "")];
        for (int index = 0; index < frames.Count; index++)
        {
            foreach (OnnxNode node in frames[index].Model.Nodes)
            {
                foreach (OnnxAttribute attribute in node.Attributes)
                {
                    if (attribute.Value is OnnxSubgraph graph)
                        frames.Add(Inside(frames[index], node, attribute.Name, graph));
                }
            }
        }

        return frames;
    }

    private static GraphFrame Inside(GraphFrame parent, OnnxNode control, string branch, OnnxSubgraph graph)
    {
        string prefix = $"{control.Name}/{branch}:";
        HashSet<string> own = Renaming.Locals(graph);
        string Name(string value) => own.Contains(value) ? prefix + value : value;
        HashSet<string> stored = [.. parent.Model.Initializers.Select(tensor => tensor.Name)];
        OnnxNode[] nodes = [.. graph.Nodes.Select(node => Renaming.Rename(node, Name))];
        OnnxValue[] given = [.. graph.Inputs.Select(input => input with { Name = Name(input.Name) })];
        HashSet<string> made = [.. nodes.SelectMany(node => node.Outputs), .. given.Select(input => input.Name),
            .. graph.Initializers.Select(tensor => Name(tensor.Name))];
        string[] captured = [.. nodes.SelectMany(node => node.Reads).Distinct()
            .Where(value => value.Length > 0 && !made.Contains(value) && !stored.Contains(value))];
        OnnxModel model = parent.Model with
        {
            Name = $"{control.Name}/{branch}",
            Nodes = nodes,
            Initializers = [.. parent.Model.Initializers,
                .. graph.Initializers.Select(tensor => tensor with { Name = Name(tensor.Name) })],
            Inputs = [.. given, .. captured.Select(value => new OnnxValue(value, DataType.Unknown, null))],
            Outputs = [.. graph.Outputs.Select(output => new OnnxValue(Name(output.Name), output.Type, null))],
            Values = [.. parent.Model.Values.Select(value => value with { Name = Name(value.Name) }),
                .. graph.Values.Select(value => value with { Name = Name(value.Name) })],
        };
        return new GraphFrame(model, parent, control, branch) { Given = [.. given.Select(input => input.Name)], Captured = captured };
    }
}
