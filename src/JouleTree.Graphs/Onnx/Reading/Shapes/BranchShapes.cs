using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>
/// The branches of an If: the one that a constant condition takes says what comes of it, else both do. Both are listed, whether
/// they are taken or not.
/// </summary>
internal static class BranchShapes
{
    /// <summary>The branches, how they are run, and what comes of the node.</summary>
    /// <param name="node">An If.</param>
    /// <param name="graph">The graph that it is in.</param>
    /// <param name="inference">Finds the shapes inside.</param>
    public static (IReadOnlyList<Body> Bodies, Flow Flow, IReadOnlyList<Guess> Outputs) Of(
        OnnxNode node, StoredGraph graph, ShapeInference inference)
    {
        ValueTable values = graph.Values;
        string given = node.Inputs[0];
        if (values.Find(given)?.Shape is { Elements: not 1 } several)
            throw new ShapeConflictException($"the condition is of shape {several}: expected one truth value");
        bool? condition = !values.IsBoundNumber(given) && values.Number(given)?.Single is { } number ? number != 0 : null;
        List<Body> bodies = [];
        List<Guess[]> outputs = [];
        foreach (string name in (ReadOnlySpan<string>)["then_branch", "else_branch"])
        {
            if (node.Attribute(name) is not OnnxSubgraph branch)
                continue;
            bool taken = condition is null || condition == (name == "then_branch");
            StoredGraph inside = graph.Inside[branch];
            bodies.Add(new Body(name, inference.Run(inside, taken && condition is not null), taken));
            outputs.Add(Made(inside));
            if (!taken || condition is null)
                continue;
            for (int index = 0; index < Math.Min(node.Outputs.Count, inside.Outputs.Count); index++)
            {
                if (inside.Values.Number(inside.Outputs[index]) is { } known)
                    values.SetNumber(node.Outputs[index], known, inside.Values.IsBoundNumber(inside.Outputs[index]));
            }
        }

        if (condition is { } decided)
        {
            string name = decided ? "then_branch" : "else_branch";
            int place = bodies.FindIndex(body => body.Name == name);
            Flow flow = new($"the condition is constant: {name} is taken and counted, the other is not", 1, true);
            return (bodies, flow, place < 0 ? [] : outputs[place]);
        }

        return bodies.Count < 2
            ? (bodies, new Flow("a branch is missing", 1, true), [])
            : (bodies, new Flow(null, 1, true), [.. outputs[0].Zip(outputs[1], Either)]);
    }

    /// <summary>What a graph inside a node gives back.</summary>
    /// <param name="graph">The graph, whose shapes are known.</param>
    public static Guess[] Made(StoredGraph graph) =>
    [
        .. graph.Outputs.Select(output => graph.Values.Find(output) is { } tensor
            ? new Guess(tensor.Type, tensor.Shape, tensor.IsUpperBound) { Sequence = graph.Values.Sequence(output) }
            : default),
    ];

    /// <summary>What comes of a branch that data choose: the larger of each dimension.</summary>
    private static Guess Either(Guess left, Guess right)
    {
        if (left.Sequence is { } first && right.Sequence is { } second && !first.Equals(second))
        {
            TensorShape? each = Equals(first.Each, second.Each) ? first.Each : null;
            return new Guess(left.Type, null) { Sequence = new SequenceValue(first.Type, null, each) };
        }

        if (Equals(left.Shape, right.Shape))
            return left with { IsUpperBound = left.IsUpperBound || right.IsUpperBound };
        if (left.Shape is not { } one || right.Shape is not { } other)
            return new Guess(left.Type, null);
        // Exporters write a branch for «nothing was found», whose result has other dimensions: the fuller one is what may come.
        TensorShape most = one.Rank == other.Rank
            ? new TensorShape([.. one.Zip(other, Math.Max)])
            : one.Elements >= other.Elements ? one : other;
        return new Guess(left.Type, most, IsUpperBound: true);
    }
}
