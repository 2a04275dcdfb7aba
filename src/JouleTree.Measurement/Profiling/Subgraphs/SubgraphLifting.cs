using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Measurement.Profiling.Subgraphs;

/// <summary>
/// Takes stored tensors out of the graphs inside nodes: those may read values of the graph around them, and there a large
/// weight can stay in its file and be shared, while a part that is cut out finds it in one place.
/// </summary>
/// <param name="unique">A name of its own for a node.</param>
/// <param name="store">Receives the tensors, under names of their own.</param>
internal sealed class SubgraphLifting(Func<OnnxNode, string> unique, Action<OnnxTensor> store)
{
    /// <summary>The same node without stored tensors in the graphs inside it, and with a name of its own for each node in them.</summary>
    /// <param name="node">A node with a name of its own.</param>
    public OnnxNode Lift(OnnxNode node) => node with
    {
        Attributes = Renaming.WithGraphs(node, (name, graph) => Lift(graph, $"{node.Name}/{name}")),
    };

    private OnnxSubgraph Lift(OnnxSubgraph graph, string owner)
    {
        // What a graph gives back must be its own.
        HashSet<string> outputs = [.. graph.Outputs.Select(output => output.Name)];
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (OnnxTensor tensor in graph.Initializers.Where(tensor => !outputs.Contains(tensor.Name)))
            Store(tensor, tensor.Name);
        List<OnnxNode> nodes = [];
        foreach (OnnxNode node in graph.Nodes)
        {
            if (node is { OpType: "Constant", Domain: "" } && node.Attribute("value") is OnnxTensor value
                && !outputs.Contains(node.Outputs[0]))
                Store(value, node.Outputs[0]);
            else
                nodes.Add(node);
        }

        return graph with
        {
            Initializers = [.. graph.Initializers.Where(tensor => outputs.Contains(tensor.Name))],
            Nodes = [.. nodes.Select(node => Renaming.Rename(node, value => names.GetValueOrDefault(value, value)))
                .Select(node => Lift(node with { Name = unique(node) }))],
        };

        void Store(OnnxTensor tensor, string name)
        {
            names[name] = $"{owner}/{name}";
            store(tensor with { Name = names[name] });
        }
    }
}
