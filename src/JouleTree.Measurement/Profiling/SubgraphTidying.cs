using System.Globalization;
using JouleTree.Graphs.Onnx;

namespace JouleTree.Measurement.Profiling;

/// <summary>
/// Moves large stored tensors out of graphs inside nodes to the model itself, whose weights are handed over in memory, and
/// resolves other names of stored values there.
/// </summary>
/// <param name="stored">Stored tensors of the model; receives those that are moved.</param>
internal sealed class SubgraphTidying(Dictionary<string, OnnxTensor> stored)
{
    /// <summary>The same node with the same results.</summary>
    /// <param name="node">A node.</param>
    /// <param name="names">New names of values, by their old ones.</param>
    public OnnxNode Tidy(OnnxNode node, IReadOnlyDictionary<string, string> names)
    {
        OnnxNode renamed = node with { Inputs = [.. node.Inputs.Select(input => names.GetValueOrDefault(input, input))] };
        return node.Subgraphs.Any()
            ? renamed with { Attributes = [.. node.Attributes.Select(attribute => attribute.Value is OnnxSubgraph graph ? attribute with { Value = Tidy(graph, names) } : attribute)] }
            : renamed;
    }

    private OnnxSubgraph Tidy(OnnxSubgraph graph, IReadOnlyDictionary<string, string> outer)
    {
        Dictionary<string, string> names = new(outer, StringComparer.Ordinal);
        HashSet<string> outputs = [.. graph.Outputs.Select(output => output.Name)];
        // A name of this graph hides the same one around it.
        foreach (string own in graph.Inputs.Select(input => input.Name).Concat(graph.Initializers.Select(tensor => tensor.Name)).Concat(graph.Nodes.SelectMany(node => node.Outputs)))
            names.Remove(own);
        List<OnnxTensor> kept = [];
        foreach (OnnxTensor tensor in graph.Initializers)
        {
            // What the graph gives back must be its own.
            if (OnnxWriter.IsLarge(tensor) && !outputs.Contains(tensor.Name))
                names[tensor.Name] = Move(tensor, tensor.Name);
            else
                kept.Add(tensor);
        }

        List<OnnxNode> nodes = [];
        foreach (OnnxNode node in graph.Nodes)
        {
            if (node is { OpType: "Constant", Domain: "" } && node.Attribute("value") is OnnxTensor value && OnnxWriter.IsLarge(value) && !outputs.Contains(node.Outputs[0]))
                names[node.Outputs[0]] = Move(value, node.Outputs[0]);
            else
                nodes.Add(Tidy(node, names));
        }

        return graph with { Nodes = nodes, Initializers = kept };
    }

    private string Move(OnnxTensor tensor, string name)
    {
        string free = name;
        for (int number = 1; stored.ContainsKey(free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}__{number}");
        stored.Add(free, tensor with { Name = free });
        return free;
    }
}
