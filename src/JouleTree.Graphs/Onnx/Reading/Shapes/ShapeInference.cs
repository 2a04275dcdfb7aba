using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Grouping;
using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;
using JouleTree.Graphs.Onnx.Reading.Values;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>
/// Finds types, shapes and small numbers of all values, node by node in order, and with them what each operator consists of.
/// Sizes that contradict each other in what surely runs are refused; elsewhere they are not known.
/// </summary>
internal sealed class ShapeInference
{
    private readonly StoredGraph _main;
    private readonly IReadOnlyDictionary<OnnxNode, NodeGroup> _groups;
    private readonly IReadOnlyDictionary<string, TensorSpec> _given;
    private readonly BoundInputs _inputs;
    private readonly long _opset;
    private bool _surelyRuns = true;

    /// <param name="main">The graph of the model; its tables of values receive what is found.</param>
    /// <param name="groups">Primitives by their first node.</param>
    /// <param name="given">Types and shapes of values of the main graph that somebody else knows.</param>
    /// <param name="inputs">What the model is given.</param>
    /// <param name="opset">Version of the operator set.</param>
    public ShapeInference(
        StoredGraph main, IReadOnlyDictionary<OnnxNode, NodeGroup> groups, IReadOnlyDictionary<string, TensorSpec> given,
        BoundInputs inputs, long opset)
    {
        _main = main;
        _groups = groups;
        _given = given;
        _inputs = inputs;
        _opset = opset;
    }

    /// <summary>What was taken from others than our own rules.</summary>
    public ShapeSources Sources { get; } = new();

    /// <summary>Version of the operator set.</summary>
    internal long Opset => _opset;

    /// <summary>The steps of the model.</summary>
    /// <exception cref="InputException">A node reads what nothing makes, or sizes contradict each other.</exception>
    public List<Step> Run() => Run(_main, surelyRuns: true);

    /// <summary>The steps of one graph.</summary>
    /// <param name="graph">The main graph or one inside it, whose values around it are known.</param>
    /// <param name="surelyRuns">False for a branch or body that a run may leave out.</param>
    internal List<Step> Run(StoredGraph graph, bool surelyRuns)
    {
        bool around = _surelyRuns;
        _surelyRuns &= surelyRuns;
        try
        {
            return Steps(graph);
        }
        finally
        {
            _surelyRuns = around;
        }
    }

    private List<Step> Steps(StoredGraph graph)
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
                steps.Add(OfGroup(group, graph));
            }
            else
            {
                steps.Add(node.RunsGraphs ? OfControl(node, graph) : OfNode(node, graph));
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

    private GroupStep OfGroup(NodeGroup group, StoredGraph graph)
    {
        ValueTable values = graph.Values;
        Tensor[] inputs = [.. group.Inputs.Select(input => values.Stored(input) ?? ValueOf(values, input, group.Nodes[0]))];
        if (group.TransposedWeight)
            inputs[1] = inputs[1].Transposed();
        OnnxNode last = group.Nodes[^1];
        Guess guess = Inside(group, graph) ?? default;
        guess = guess with
        {
            Type = inputs[0].Type,
            Shape = guess.Shape ?? Expected(group, inputs),
            IsUpperBound = guess.IsUpperBound || Array.Exists(inputs, input => input.IsUpperBound),
        };
        IReadOnlyList<Tensor> outputs = Make(last, [guess], graph);
        return new GroupStep(group, inputs, outputs, IsKnown(last, values));
    }

    /// <summary>What a primitive makes where its nodes do not tell: a shape in between may be known only behind its first node.</summary>
    private static TensorShape? Expected(NodeGroup group, Tensor[] inputs) => group.Type switch
    {
        "Linear" or "Conv1D" => inputs[0].Shape is { Rank: > 0 } x
            ? x.WithLast(inputs[1].Shape![group.Type == "Linear" ? 0 : 1])
            : null,
        _ => inputs[0].Shape,
    };

    /// <summary>
    /// What the last node of a group makes, found node by node in a table of its own: what lies in between is no value of the graph.
    /// </summary>
    private Guess? Inside(NodeGroup group, StoredGraph graph)
    {
        ValueTable inside = new(graph.Values);
        Guess? made = null;
        foreach (OnnxNode node in group.Nodes)
        {
            // What a later node of the group reads may be made behind its first one: a shape, mostly.
            if (node.Inputs.Any(input => input.Length > 0 && inside.Find(input) is null))
                return null;
            (_, IReadOnlyList<Guess> guesses) = Infer(node, inside);
            for (int index = 0; index < node.Outputs.Count; index++)
            {
                Guess guess = index < guesses.Count ? guesses[index] : default;
                inside.Set(node.Outputs[index], new Tensor
                {
                    Name = node.Outputs[index],
                    Type = guess.Type,
                    Shape = guess.Shape,
                    Role = TensorRole.Activation,
                    IsUpperBound = guess.IsUpperBound && guess.Shape is not null,
                });
            }

            made = guesses.Count > 0 ? guesses[0] : null;
        }

        return made;
    }

    private NodeStep OfNode(OnnxNode node, StoredGraph graph)
    {
        ValueTable values = graph.Values;
        (ValueContext context, IReadOnlyList<Guess> guesses) = Infer(node, values);
        IReadOnlyList<Tensor> outputs = Make(node, guesses, graph);
        return new NodeStep(context, index => Weight(node, index, values), guesses, outputs, IsKnown(node, values));
    }

    /// <summary>What is known of a node's outputs; their numbers, where those are known, go into the table.</summary>
    private (ValueContext Context, IReadOnlyList<Guess> Guesses) Infer(OnnxNode node, ValueTable values)
    {
        Tensor?[] inputs = [.. node.Inputs.Select(input => input.Length == 0 ? null : ValueOf(values, input, node))];
        SmallValue?[] numbers = [.. node.Inputs.Select(input => input.Length == 0 ? null : values.Number(input))];
        ValueContext context = new(node, inputs, numbers, _opset, values.Sequence);
        bool fromBoundShape = Array.Exists(inputs, input => input?.IsUpperBound == true);
        bool fromBoundNumber = node.Inputs.Any(values.IsBoundNumber);
        IReadOnlyList<Guess> guesses;
        try
        {
            guesses = ShapeRules.Of(context);
        }
        catch (ShapeConflictException error)
        {
            // The largest sizes that can come need not be able to meet each other.
            if (_surelyRuns && !fromBoundShape && !fromBoundNumber)
                throw Contradiction.At(node, error, _main, _inputs);
            guesses = [];
        }

        if (node.Outputs.Count > 0 && ValueFolding.Fold(context) is { } number)
        {
            bool readsShape = node.OpType is "Shape" or "Size";
            guesses = [new Guess(number.Type, number.Shape, fromBoundShape && !readsShape), .. guesses.Skip(1)];
            bool isKept = UpperBounds.Keeps(node, index => index < node.Inputs.Count && values.IsBoundNumber(node.Inputs[index]));
            if (!fromBoundNumber || readsShape || isKept)
                values.SetNumber(node.Outputs[0], number, fromBoundNumber || (fromBoundShape && readsShape));
        }
        else if (node.OpType == "Split" && !fromBoundNumber)
        {
            IReadOnlyList<SmallValue> parts = ValueFolding.Parts(context, guesses.Select(guess => guess.Shape));
            foreach ((string output, SmallValue part) in node.Outputs.Zip(parts))
                values.SetNumber(output, part);
        }
        else if (fromBoundShape || fromBoundNumber)
        {
            // One element is one, whatever data say.
            guesses = [.. guesses.Select(guess => guess with { IsUpperBound = guess.IsUpperBound || guess.Shape is { Elements: > 1 } })];
        }

        return (context, guesses);
    }

    private ControlStep OfControl(OnnxNode node, StoredGraph graph)
    {
        ValueTable values = graph.Values;
        string[] read = [.. node.Inputs.Where(input => input.Length > 0)];
        foreach (string input in read)
            ValueOf(values, input, node);
        (IReadOnlyList<Body> bodies, Flow flow, IReadOnlyList<Guess> guesses) = Controlled(node, graph);
        Tensor[] inputs = [.. read.Select(input => values.Find(input)!)];
        IReadOnlyList<Tensor> outputs = Make(node, guesses, graph);
        return new ControlStep(node, inputs, bodies, flow, outputs, IsKnown(node, values));
    }

    private (IReadOnlyList<Body> Bodies, Flow Flow, IReadOnlyList<Guess> Outputs) Controlled(OnnxNode node, StoredGraph graph)
    {
        try
        {
            return node.OpType == "If" ? BranchShapes.Of(node, graph, this) : LoopShapes.Of(node, graph, this);
        }
        catch (ShapeConflictException error)
        {
            throw Contradiction.At(node, error, _main, _inputs);
        }
    }

    /// <summary>Adds the outputs of a node to the values of its graph.</summary>
    private List<Tensor> Make(OnnxNode last, IReadOnlyList<Guess> guesses, StoredGraph graph)
    {
        ValueTable values = graph.Values;
        List<Tensor> outputs = new(last.Outputs.Count);
        for (int index = 0; index < last.Outputs.Count; index++)
        {
            string name = last.Outputs[index];
            if (name.Length == 0)
                continue;
            Guess guess = index < guesses.Count ? guesses[index] : default;
            guess = Sources.Completed(guess, graph.Declared.GetValueOrDefault(name), _inputs.Sizes);
            if (guess.Shape is null && ReferenceEquals(values, _main.Values) && _given.TryGetValue(name, out TensorSpec given))
                guess = Sources.Told(given);

            Tensor output = new()
            {
                Name = name,
                Type = guess.Type,
                Shape = guess.Shape,
                Role = TensorRole.Activation,
                IsUpperBound = guess.IsUpperBound && guess.Shape is not null,
            };
            values.Set(name, output);
            if (guess.Sequence is { } sequence)
                values.SetSequence(name, sequence);
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
