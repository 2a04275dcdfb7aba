using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Measurement.Profiling.Subgraphs;

/// <summary>Gives values other names, in graphs inside nodes as well.</summary>
internal static class Renaming
{
    /// <summary>The same node with other names of its values.</summary>
    /// <param name="node">A node.</param>
    /// <param name="name">The new name of a value.</param>
    public static OnnxNode Rename(OnnxNode node, Func<string, string> name) => node with
    {
        Inputs = [.. node.Inputs.Select(name)],
        Outputs = [.. node.Outputs.Select(name)],
        Attributes = WithGraphs(node, (_, graph) => Captures(graph, name)),
    };

    /// <summary>A node's attributes with other graphs in place of those inside it.</summary>
    /// <param name="node">A node.</param>
    /// <param name="change">Name of the attribute and the graph in, the other graph out.</param>
    public static IReadOnlyList<OnnxAttribute> WithGraphs(OnnxNode node, Func<string, OnnxSubgraph, OnnxSubgraph> change) =>
        !node.Subgraphs.Any()
        ? node.Attributes
        : [.. node.Attributes.Select(attribute => attribute.Value is OnnxSubgraph graph
            ? attribute with { Value = change(attribute.Name, graph) }
            : attribute)];

    /// <summary>Names of the values that a graph has of its own.</summary>
    /// <param name="graph">A graph inside a node.</param>
    public static HashSet<string> Locals(OnnxSubgraph graph) =>
    [
        .. graph.Inputs.Select(input => input.Name), .. graph.Initializers.Select(tensor => tensor.Name),
        .. graph.Nodes.SelectMany(node => node.Outputs).Where(output => output.Length > 0),
    ];

    // Only what the graph reads of those around it: its own names hide theirs.
    private static OnnxSubgraph Captures(OnnxSubgraph graph, Func<string, string> name)
    {
        HashSet<string> own = Locals(graph);
        string Inside(string value) => own.Contains(value) ? value : name(value);
        return graph with
        {
            Nodes = [.. graph.Nodes.Select(node => Rename(node, Inside))],
            Outputs = [.. graph.Outputs.Select(output => output with { Name = Inside(output.Name) })],
        };
    }
}
