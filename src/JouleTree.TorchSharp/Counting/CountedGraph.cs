using JouleTree.Graphs;
using JouleTree.Graphs.Counting;

namespace JouleTree.TorchSharp.Counting;

/// <summary>A graph, counted in both views.</summary>
/// <param name="Graph">The graph.</param>
internal sealed record CountedGraph(Graph Graph)
{
    /// <summary>Every operator a leaf.</summary>
    public GraphView Full { get; } = GraphView.Full(Graph);

    /// <summary>The view of the published trees.</summary>
    public GraphView Irene { get; } = GraphView.Irene(Graph);
}
