using System.Globalization;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>
/// The body of a Loop, Scan or SequenceMap, which runs as often as its inputs say, where that is known. What it hands on may
/// grow with each iteration: the body then counts at the largest that it meets.
/// </summary>
internal static class LoopShapes
{
    private static readonly Dictionary<string, long> NoSizes = [];

    /// <summary>The body, how often it runs, and what comes of the node.</summary>
    /// <param name="node">A Loop, Scan or SequenceMap.</param>
    /// <param name="graph">The graph that it is in.</param>
    /// <param name="inference">Finds the shapes inside.</param>
    public static (IReadOnlyList<Body> Bodies, Flow Flow, IReadOnlyList<Guess> Outputs) Of(
        OnnxNode node, StoredGraph graph, ShapeInference inference)
    {
        if (node.Attribute("body") is not OnnxSubgraph body)
            return ([], new Flow("the body is missing", null, false), []);
        LoopInputs given = node.OpType switch
        {
            "Scan" => LoopInputs.OfScan(node, graph.Values, inference.Opset),
            "SequenceMap" => LoopInputs.OfMap(node, graph.Values),
            _ => LoopInputs.OfLoop(node, graph.Values, body),
        };
        StoredGraph inside = graph.Inside[body];
        IReadOnlyList<Step> steps = Run(given.Values, body, inside, inference, given.Trips);
        Guess[] made = Results(node, inside);
        LoopInput[] states = [.. given.Values.Where(value => value.IsState)];
        RequireSteady(node, states, made);
        RequireDeclared(node, body, given, made);
        bool grows = false;
        if (given.Trips is not (0 or 1) && LoopGrowth.Changes(states, made))
        {
            LoopGrowth? growth = given.Trips is { } trips ? LoopGrowth.Of(states, made, trips) : null;
            if (growth is not null)
            {
                LoopInput[] largest = [.. given.Values.Select(value =>
                    value.IsState ? growth.Largest(value, Array.IndexOf(states, value)) : value)];
                steps = Run(largest, body, inside, inference, given.Trips);
                made = growth.Final(Results(node, inside), [.. largest.Where(value => value.IsState)]) ?? [];
                grows = made.Length > 0;
            }

            if (!grows)
            {
                // Iterations that each work on other sizes, in no way that can be told, are not known.
                LoopInput[] unknown = [.. given.Values.Select(value => value.IsState ? value with { Shape = null } : value)];
                steps = Run(unknown, body, inside, inference, given.Trips);
                made = Results(node, inside);
            }
        }

        List<Guess> outputs = [];
        for (int index = 0; index < made.Length; index++)
            outputs.Add(index < states.Length
                ? State(made[index], states[index], given, grows)
                : Stacked(node, made[index], given, index - states.Length));
        string note = given.Trips is { } runs
            ? string.Create(CultureInfo.InvariantCulture, $"runs {runs} times: the counts are those of all iterations")
                + (grows ? ", each at the largest sizes that any meets" : "")
            : "the number of iterations depends on data: the counts are those of one iteration";
        return ([new Body("body", steps)], new Flow(note, given.Trips, given.Trips is not null), outputs);
    }

    private static List<Step> Run(
        IReadOnlyList<LoopInput> given, OnnxSubgraph body, StoredGraph inside, ShapeInference inference, long? trips)
    {
        for (int index = 0; index < body.Inputs.Count; index++)
        {
            OnnxValue input = body.Inputs[index];
            LoopInput? value = index < given.Count ? given[index] : null;
            DataType type = value is { Type: not DataType.Unknown } ? value.Type : input.Type;
            inside.Values.Set(input.Name, new Tensor
            {
                Name = input.Name,
                Type = type,
                Shape = value?.Shape,
                Role = TensorRole.Activation,
                IsUpperBound = value is { IsUpperBound: true, Shape: not null },
            });
            if (value?.Sequence is { } sequence)
                inside.Values.SetSequence(input.Name, sequence);
        }

        return inference.Run(inside, trips > 0);
    }

    /// <summary>The states of a Scan keep their sizes; those of a Loop may change.</summary>
    private static void RequireSteady(OnnxNode node, LoopInput[] states, Guess[] made)
    {
        for (int index = 0; node.OpType == "Scan" && index < Math.Min(states.Length, made.Length); index++)
        {
            if (states[index].Shape is { } before && made[index] is { Shape: { } after, IsUpperBound: false } && !before.Equals(after))
                throw new ShapeConflictException(
                    $"a state of shape {before} becomes one of shape {after}: those of a Scan keep their shapes");
        }
    }

    /// <summary>A Scan has room for what its body declares to give, and for nothing else.</summary>
    private static void RequireDeclared(OnnxNode node, OnnxSubgraph body, LoopInputs given, Guess[] made)
    {
        for (int index = 0; node.OpType == "Scan" && index < Math.Min(given.Values.Count, body.Inputs.Count); index++)
        {
            OnnxValue input = body.Inputs[index];
            if (given.Values[index].Shape is { } shape && DeclaredShape.Of(input, NoSizes) is { } declared && !declared.Equals(shape))
                throw new ShapeConflictException($"the body declares that {input.Name} is {declared}, and is given {shape}");
        }

        for (int index = 0; node.OpType == "Scan" && index < Math.Min(made.Length, body.Outputs.Count); index++)
        {
            OnnxValue output = body.Outputs[index];
            if (made[index] is { Shape: { } shape, IsUpperBound: false } && DeclaredShape.Of(output, NoSizes) is { } declared
                && !declared.Equals(shape))
                throw new ShapeConflictException($"the body declares that {output.Name} is {declared}, and makes {shape}");
        }
    }

    /// <summary>States, then what each iteration gives; a Loop's condition comes first and is neither.</summary>
    private static Guess[] Results(OnnxNode node, StoredGraph inside) =>
        node.OpType == "Loop" ? [.. BranchShapes.Made(inside).Skip(1)] : BranchShapes.Made(inside);

    /// <summary>What iterations hand on: known where it keeps its shape, where there is one iteration, or how it grows is known.</summary>
    private static Guess State(Guess made, LoopInput start, LoopInputs given, bool isFinal)
    {
        if (made.Sequence is { } sequence && given.Trips != 1)
            return new Guess(made.Type, null) { Sequence = new SequenceValue(sequence.Type, null, sequence.Each) };
        TensorShape? shape = isFinal || Equals(start.Shape, made.Shape) || given.Trips == 1 ? made.Shape
            : given.Trips == 0 ? start.Shape
            : null;
        return made with { Shape = given.Batched(shape) };
    }

    /// <summary>What each iteration gives, one after the other; a SequenceMap gives a sequence.</summary>
    private static Guess Stacked(OnnxNode node, Guess made, LoopInputs given, int output)
    {
        if (node.OpType == "SequenceMap")
        {
            SequenceValue sequence = given.Trips is { } count and <= SmallValue.Limit
                ? SequenceValue.Of(made.Type, Enumerable.Repeat(made.Shape, (int)count))
                : new SequenceValue(made.Type, null, made.Shape);
            return new Guess(made.Type, sequence.Row) { Sequence = sequence };
        }

        if (given.Steps is not { } known || made.Shape is not { } each)
            return made with { Shape = null };
        long place = node.Attribute("scan_output_axes") is long[] axes && output < axes.Length ? axes[output] : 0;
        int axis = ValueContext.Axis(place, each.Rank + 1) ?? 0;
        return made with { Shape = given.Batched(new TensorShape([.. each[..axis], known, .. each[axis..]])) };
    }
}
