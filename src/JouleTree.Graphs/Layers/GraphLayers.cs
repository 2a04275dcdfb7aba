using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;

namespace JouleTree.Graphs.Layers;

/// <summary>The operators of a graph as the layer-wise models see them.</summary>
internal static class GraphLayers
{
    /// <summary>The operators of a graph.</summary>
    /// <param name="graph">A graph.</param>
    /// <returns>One for each of its operators, in the order of its tree.</returns>
    /// <exception cref="InputException">A layer has a size that no layer can have.</exception>
    public static NetworkLayers Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphView view = GraphView.Full(graph);
        return new NetworkLayers(
        [
            .. view.Tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive).Select(node =>
                view.OperatorOf(node) is { IsKnownBeforehand: true } op
                    ? new NetworkOperator(op.Type) { IsFree = true, Repetitions = op.Repetitions }
                    : NodeLayers.Of(node)),
        ]);
    }
}
