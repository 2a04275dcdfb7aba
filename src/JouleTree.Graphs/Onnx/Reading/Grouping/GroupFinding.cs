using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Grouping;

/// <summary>Finds the primitives that exporters decomposed, graph by graph.</summary>
internal static class GroupFinding
{
    /// <summary>Groups by their first node, those of the graphs inside nodes included.</summary>
    /// <param name="graph">A graph with its stored values.</param>
    /// <param name="moduleOf">The module that a node tells of itself.</param>
    public static Dictionary<OnnxNode, NodeGroup> Of(StoredGraph graph, Func<OnnxNode, Scope> moduleOf)
    {
        Dictionary<OnnxNode, NodeGroup> groups = new(ReferenceEqualityComparer.Instance);
        Add(graph, moduleOf, groups);
        return groups;
    }

    private static void Add(StoredGraph graph, Func<OnnxNode, Scope> moduleOf, Dictionary<OnnxNode, NodeGroup> groups)
    {
        NodeLinks links = new(graph.Nodes, graph.Outputs, graph.Values.Stored, graph.Values.Number);
        foreach ((OnnxNode first, NodeGroup group) in PrimitiveFinder.Find(graph.Nodes, links, InOneModule))
            groups.Add(first, group);
        foreach (StoredGraph inside in graph.Inside.Values)
            Add(inside, moduleOf, groups);

        // A group is a primitive of one module: what crosses modules only looks like one.
        bool InOneModule(NodeGroup group)
        {
            Scope module = Module(group.Nodes[0]);
            return group.Nodes.All(node => Module(node) == module);
        }

        // Inside a node, what lies within the module that holds the node is told by the rest.
        Scope Module(OnnxNode node)
        {
            Scope own = moduleOf(node);
            return graph.Holder is { } holder && moduleOf(holder) is var around && !own.IsWithin(around) ? around : own;
        }
    }
}
