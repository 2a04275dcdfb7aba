using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Graphs.Layers;

/// <summary>The operators of a graph as the layer-wise models see them.</summary>
internal static class GraphLayers
{
    // Operators that only rename or reorder; they move no data in common engines, or far less than a layer does.
    private static readonly HashSet<string> Views =
        ["Flatten", "Reshape", "View", "Identity", "Squeeze", "Unsqueeze", "Shape", "Constant"];

    /// <summary>The operators of a graph.</summary>
    /// <param name="graph">A graph.</param>
    /// <returns>One for each of <see cref="Graph.Operators"/>, at the same place.</returns>
    /// <exception cref="InputException">A layer has a size that no layer can have.</exception>
    public static NetworkLayers Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new NetworkLayers([.. graph.Operators.Select(Of)]);
    }

    private static NetworkOperator Of(Operator op)
    {
        if (Views.Contains(op.Type) || op.IsKnownBeforehand)
            return new NetworkOperator(op.Type) { IsFree = true, Repetitions = op.Repetitions };
        try
        {
            LayerConfiguration? layer = Find(op, out string? problem);
            return new NetworkOperator(op.Type, layer)
            {
                Repetitions = op.Repetitions,
                Problem = problem,
                StandIn = GraphStandIns.Find(op),
            };
        }
        catch (InputException error)
        {
            throw new InputException(new InputPlace(Node: op.Scope.ToString()), error.Message, error);
        }
    }

    private static LayerConfiguration? Find(Operator op, out string? problem)
    {
        problem = null;
        if (LayerTypes.Parse(op.Type) is not { } type || op.Inputs[0].Shape is not { Rank: >= 2 } input
            || op.Outputs[0].Shape is not { } output)
            return null;
        long batch = input[0];
        switch (type)
        {
            case LayerType.Conv2d:
                return GraphWindows.Convolution(op, out problem);
            case LayerType.MaxPool2d:
                return GraphWindows.Pooling(op, out problem);
            case LayerType.Linear:
                // A sequence is a larger batch to a fully connected layer.
                return LayerConfiguration.Create(type, input.Elements / input[^1], input[^1], output[^1]);
            case LayerType.Embedding:
                return LayerConfiguration.Create(type, batch, input.Elements / batch, output[^1], op.Inputs[1].Shape![0]);
            case LayerType.LayerNorm:
                return LayerConfiguration.Create(type, input.Elements / input[^1], input[^1]);
            case LayerType.MatMul when op.Inputs[1].Shape is { Rank: >= 2 } right:
                return LayerConfiguration.Create(type, output.Elements / (output[^1] * output[^2]), output[^2], right[^2], output[^1]);
            case LayerType.MatMul:
                return null;
            default:
                return LayerConfiguration.Create(type, batch, input.Elements / batch);
        }
    }
}
