using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Tidying;

/// <summary>
/// Checks that every value that nodes read is made, once, and puts nodes in an order in which they can be run where a file
/// does not.
/// </summary>
internal static class NodeOrder
{
    /// <summary>The same model with its nodes in order.</summary>
    /// <param name="model">A model without functions.</param>
    /// <exception cref="InputException">A value is made by nobody or twice, or nodes need each other in a circle.</exception>
    public static OnnxModel Ordered(OnnxModel model)
    {
        HashSet<string> known = new(model.Initializers.Count + model.Nodes.Count, StringComparer.Ordinal) { "" };
        foreach (OnnxTensor tensor in model.Initializers)
            known.Add(tensor.Name);
        foreach (OnnxValue input in model.Inputs)
            known.Add(input.Name);
        IReadOnlyList<OnnxNode> nodes = Ordered(model.Nodes, known);
        foreach (OnnxValue output in model.Outputs)
        {
            if (!known.Contains(output.Name))
                throw new InputException(new InputPlace(Field: output.Name),
                    "is an output that no node makes: the model is not well-formed");
        }

        return ReferenceEquals(nodes, model.Nodes) ? model : model with { Nodes = nodes };
    }

    /// <summary>Nodes in order.</summary>
    /// <param name="nodes">Nodes of one graph.</param>
    /// <param name="known">Values that are there before; receives those that the nodes make.</param>
    private static IReadOnlyList<OnnxNode> Ordered(IReadOnlyList<OnnxNode> nodes, HashSet<string> known)
    {
        Dictionary<string, int> maker = new(nodes.Count, StringComparer.Ordinal);
        for (int index = 0; index < nodes.Count; index++)
        {
            foreach (string output in nodes[index].Outputs)
            {
                if (output.Length > 0 && !maker.TryAdd(output, index))
                    throw Broken(nodes[index], $"makes the value {output} that node {nodes[maker[output]].Name} makes as well");
            }
        }

        int[][] needs = new int[nodes.Count][];
        bool isOrdered = true;
        for (int index = 0; index < nodes.Count; index++)
        {
            List<int>? earlier = null;
            foreach (string input in nodes[index].Reads)
            {
                if (known.Contains(input))
                    continue;
                if (!maker.TryGetValue(input, out int other))
                    throw Broken(nodes[index], $"reads the value {input}, which nothing makes");
                isOrdered &= other < index;
                (earlier ??= []).Add(other);
            }

            needs[index] = earlier?.ToArray() ?? [];
        }

        known.UnionWith(maker.Keys);
        return isOrdered ? nodes : [.. Sort(needs, nodes).Select(index => nodes[index])];
    }

    /// <summary>Depth first, in the file's order otherwise; with a stack of its own, because a chain may be long.</summary>
    private static List<int> Sort(int[][] needs, IReadOnlyList<OnnxNode> nodes)
    {
        byte[] state = new byte[needs.Length];
        List<int> order = new(needs.Length);
        Stack<(int Node, int Next)> path = [];
        for (int start = 0; start < needs.Length; start++)
        {
            if (state[start] == 0)
                path.Push((start, 0));
            while (path.TryPop(out (int Node, int Next) top))
            {
                state[top.Node] = 1;
                if (top.Next == needs[top.Node].Length)
                {
                    state[top.Node] = 2;
                    order.Add(top.Node);
                    continue;
                }

                path.Push((top.Node, top.Next + 1));
                int need = needs[top.Node][top.Next];
                if (state[need] == 1)
                    throw Broken(nodes[need], $"and node {nodes[top.Node].Name} need each other's values");
                if (state[need] == 0)
                    path.Push((need, 0));
            }
        }

        return order;
    }

    private static InputException Broken(OnnxNode node, string problem) =>
        new(new InputPlace(Node: node.Name.Length > 0 ? node.Name : $"({node.OpType})"), $"{problem}: the model is not well-formed");
}
