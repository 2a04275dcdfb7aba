using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Sizes that contradict each other, told with the inputs of the model that could be given otherwise.</summary>
internal static class Contradiction
{
    /// <summary>The failure at a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="conflict">What does not fit.</param>
    /// <param name="main">The graph of the model.</param>
    /// <param name="inputs">What the model is given.</param>
    public static InputException At(OnnxNode node, ShapeConflictException conflict, StoredGraph main, BoundInputs inputs)
    {
        string name = node.Name.Length > 0 ? $"{node.Name} ({node.OpType})" : $"({node.OpType} that makes {node.Outputs[0]})";
        HashSet<string> behind = InputsBehind(node, main);
        OnnxValue[] free = [.. inputs.Free.Where(input => behind.Contains(input.Name))];
        if (Baked(conflict, inputs.Workload.BatchSize) is { } baked && free.Length > 0)
            return new InputException(new InputPlace(Node: name),
                $"{conflict.Message}: a batch of {baked} is baked into the file; give `{nameof(Workload.BatchSize)}` {baked}, or export "
                + "the model with a free batch", conflict)
            {
                Arguments = [nameof(Workload.BatchSize)],
            };
        if (free.Length == 0)
            return new InputException(new InputPlace(Node: name),
                $"{conflict.Message}: the file itself fixes these sizes, so that the model cannot run", conflict);
        string given = string.Join(", ", free.Select(input => $"{input.Name} ({Declared(input)}, taken as {inputs.Shapes[input.Name]})"));
        return new InputException(new InputPlace(Node: name),
            $"{conflict.Message}: it follows from input {given}; give other sizes, `{nameof(Workload.InputShapes)}` "
            + $"{free[0].Name}={Example(free[0])}", conflict)
        {
            Arguments = [nameof(Workload.InputShapes)],
        };
    }

    /// <summary>The batch that a Reshape to fixed sizes has in it, or null where that is not what is wrong.</summary>
    private static long? Baked(ShapeConflictException conflict, long batch)
    {
        if (conflict.Elements is not ({ } given, { } wanted) || batch < 2 || given % batch != 0 || wanted < 1)
            return null;
        long item = given / batch;
        return item > 0 && wanted % item == 0 && wanted / item != batch ? wanted / item : null;
    }

    /// <summary>The values outside of all graphs that those of a node are made of.</summary>
    private static HashSet<string> InputsBehind(OnnxNode node, StoredGraph main)
    {
        Dictionary<string, List<string>> sources = new(StringComparer.Ordinal);
        Add(main.Nodes, sources);
        HashSet<string> behind = new(StringComparer.Ordinal);
        Stack<string> open = new(node.Reads);
        while (open.TryPop(out string? name))
        {
            if (!behind.Add(name) || !sources.TryGetValue(name, out List<string>? read))
                continue;
            foreach (string source in read)
                open.Push(source);
        }

        return behind;
    }

    /// <summary>What each value is made of. What a graph inside a node is given comes from what the node reads.</summary>
    private static void Add(IEnumerable<OnnxNode> nodes, Dictionary<string, List<string>> sources)
    {
        foreach (OnnxNode node in nodes)
        {
            foreach (string made in node.Outputs)
                Sources(made).AddRange(node.Reads);
            foreach (OnnxSubgraph graph in node.Subgraphs)
            {
                foreach (OnnxValue input in graph.Inputs)
                    Sources(input.Name).AddRange(node.Inputs);
                Add(graph.Nodes, sources);
            }
        }

        List<string> Sources(string name)
        {
            if (!sources.TryGetValue(name, out List<string>? list))
                sources.Add(name, list = []);
            return list;
        }
    }

    private static string Declared(OnnxValue input) => input.Dimensions is { } dimensions ? string.Join('x', dimensions) : "any shape";

    private static string Example(OnnxValue input) => input.Dimensions is { Count: > 0 } dimensions
        ? string.Join('x', dimensions.Select(dimension => dimension.Size?.ToString(CultureInfo.InvariantCulture) ?? "SIZE"))
        : "SHAPE";
}
