using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Grouping;
using JouleTree.Graphs.Onnx.Reading.Values;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>
/// Finds types, shapes and small numbers of all values, node by node in order, and with them what each operator consists of.
/// </summary>
internal sealed class ShapeInference
{
    private readonly StoredGraph _main;
    private readonly IReadOnlyDictionary<OnnxNode, NodeGroup> _groups;
    private readonly IReadOnlyDictionary<string, TensorSpec> _given;
    private readonly long _opset;

    /// <param name="main">The graph of the model; its tables of values receive what is found.</param>
    /// <param name="groups">Primitives by their first node.</param>
    /// <param name="given">Types and shapes of values of the main graph that somebody else knows.</param>
    /// <param name="opset">Version of the operator set.</param>
    public ShapeInference(
        StoredGraph main, IReadOnlyDictionary<OnnxNode, NodeGroup> groups, IReadOnlyDictionary<string, TensorSpec> given, long opset)
    {
        _main = main;
        _groups = groups;
        _given = given;
        _opset = opset;
    }

    /// <summary>Number of values whose shapes were given and that our own rules do not know.</summary>
    public int Told { get; private set; }

    /// <summary>The steps of the model.</summary>
    /// <exception cref="InputException">A node reads what nothing makes.</exception>
    public List<Step> Run() => Run(_main);

    /// <summary>The steps of one graph.</summary>
    /// <param name="graph">The main graph or one inside it, whose values around it are known.</param>
    internal List<Step> Run(StoredGraph graph)
    {
        ValueTable values = graph.Values;
        List<Step> steps = new(graph.Nodes.Count);
        HashSet<OnnxNode> taken = new(ReferenceEqualityComparer.Instance);
        foreach (OnnxNode node in graph.Nodes)
        {
            if (taken.Contains(node))
                continue;
            if (_groups.TryGetValue(node, out NodeGroup? group) && Fits(group, values))
            {
                taken.UnionWith(group.Nodes);
                steps.Add(OfGroup(group, values));
            }
            else
            {
                steps.Add(node.RunsGraphs ? OfControl(node, graph) : OfNode(node, values));
            }
        }

        return steps;
    }

    /// <summary>
    /// Rows that are flattened and restored around a product are those of its input only if that ends in the size that is multiplied.
    /// </summary>
    private static bool Fits(NodeGroup group, ValueTable values) =>
        group.Nodes[0].OpType != "Reshape" || group.Type == "GroupNorm" || values.Find(group.Inputs[0])?.Shape is not { Rank: > 0 } x
        || values.Stored(group.Inputs[1])?.Shape is not { } weight || x[^1] == weight[group.Type == "Linear" ? 1 : 0];

    /// <summary>What a reshape at the end of a group makes, where that is known already.</summary>
    private static TensorShape? Restored(OnnxNode last, long elements, ValueTable values) =>
        last.OpType == "Reshape" && last.Inputs.Count > 1 && values.Number(last.Inputs[1])?.Integers is { } wanted && !wanted.Contains(0)
            ? ShapeArithmetic.Reshaped(new TensorShape(elements), wanted) : null;

    private GroupStep OfGroup(NodeGroup group, ValueTable values)
    {
        Tensor[] inputs = [.. group.Inputs.Select(input => values.Stored(input) ?? ValueOf(values, input, group.Nodes[0]))];
        if (group.TransposedWeight)
            inputs[1] = inputs[1].Transposed();
        OnnxNode last = group.Nodes[^1];
        TensorShape? shape = group.Type switch
        {
            "Linear" or "Conv1D" when inputs[0].Shape is { Rank: > 0 } x
                && x.WithLast(inputs[1].Shape![group.Type == "Linear" ? 0 : 1]) is var made =>
                    Restored(last, made.Elements, values) ?? made,
            "Linear" or "Conv1D" => null,
            _ => inputs[0].Shape,
        };
        Guess guess = new(inputs[0].Type, shape, Array.Exists(inputs, input => input.IsUpperBound));
        IReadOnlyList<Tensor> outputs = Make(last, [guess], values);
        return new GroupStep(group, inputs, outputs, IsKnown(last, values));
    }

    private NodeStep OfNode(OnnxNode node, ValueTable values)
    {
        Tensor?[] inputs = [.. node.Inputs.Select(input => input.Length == 0 ? null : ValueOf(values, input, node))];
        SmallValue?[] numbers = [.. node.Inputs.Select(input => input.Length == 0 ? null : values.Number(input))];
        ValueContext context = new(node, inputs, numbers, _opset);
        IReadOnlyList<Guess> guesses = ShapeRules.Of(context);
        bool fromBoundShape = Array.Exists(inputs, input => input?.IsUpperBound == true);
        bool fromBoundNumber = node.Inputs.Any(values.IsBoundNumber);
        if (node.Outputs.Count > 0 && ValueFolding.Fold(context) is { } number)
        {
            bool readsShape = node.OpType is "Shape" or "Size";
            guesses = [new Guess(number.Type, number.Shape, fromBoundShape && !readsShape), .. guesses.Skip(1)];
            bool isKept = UpperBounds.Keeps(node, index => index < node.Inputs.Count && values.IsBoundNumber(node.Inputs[index]));
            if (!fromBoundNumber || readsShape || isKept)
                values.SetNumber(node.Outputs[0], number, fromBoundNumber || (fromBoundShape && readsShape));
        }
        else if (fromBoundShape || fromBoundNumber)
        {
            // One element is one, whatever data say.
            guesses = [.. guesses.Select(guess => guess with { IsUpperBound = guess.IsUpperBound || guess.Shape is { Elements: > 1 } })];
        }

        IReadOnlyList<Tensor> outputs = Make(node, guesses, values);
        return new NodeStep(context, index => Weight(node, index, values), guesses, outputs, IsKnown(node, values));
    }

    private ControlStep OfControl(OnnxNode node, StoredGraph graph)
    {
        ValueTable values = graph.Values;
        string[] read = [.. node.Inputs.Where(input => input.Length > 0)];
        foreach (string input in read)
            ValueOf(values, input, node);
        (IReadOnlyList<Body> bodies, Flow flow, IReadOnlyList<Guess> guesses) = node.OpType == "If"
            ? BranchShapes.Of(node, graph, this)
            : LoopShapes.Of(node, graph, this);
        Tensor[] inputs = [.. read.Select(input => values.Find(input)!)];
        IReadOnlyList<Tensor> outputs = Make(node, guesses, values);
        return new ControlStep(node, inputs, bodies, flow, outputs, IsKnown(node, values));
    }

    /// <summary>Adds the outputs of a node to the values of its graph.</summary>
    private List<Tensor> Make(OnnxNode last, IReadOnlyList<Guess> guesses, ValueTable values)
    {
        List<Tensor> outputs = new(last.Outputs.Count);
        for (int index = 0; index < last.Outputs.Count; index++)
        {
            string name = last.Outputs[index];
            if (name.Length == 0)
                continue;
            Guess guess = index < guesses.Count ? guesses[index] : default;
            if (_given.TryGetValue(name, out TensorSpec given) && ReferenceEquals(values, _main.Values))
            {
                Told += guess.Shape is null ? 1 : 0;
                guess = new Guess(given.Type, given.Shape);
            }

            Tensor output = new()
            {
                Name = name,
                Type = guess.Type,
                Shape = guess.Shape,
                Role = TensorRole.Activation,
                IsUpperBound = guess.IsUpperBound && guess.Shape is not null,
            };
            values.Set(name, output);
            outputs.Add(output);
        }

        return outputs;
    }

    private static bool IsKnown(OnnxNode last, ValueTable values) =>
        last.Outputs.All(name => name.Length == 0 || values.Number(name) is not null);

    private static Tensor? Weight(OnnxNode node, int index, ValueTable values) =>
        index < node.Inputs.Count && values.Stored(node.Inputs[index]) is { Role: TensorRole.Parameter } weight ? weight : null;

    private static Tensor ValueOf(ValueTable values, string name, OnnxNode node) => values.Find(name)
        ?? throw new InputException(
            new InputPlace(Node: node.Name.Length > 0 ? node.Name : $"({node.OpType})"),
            $"reads the value {name} before any node makes it: the model is not well-formed");
}
