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

    private static NetworkOperator Of(Operator op) => Views.Contains(op.Type) || op.IsKnownBeforehand
        ? new NetworkOperator(op.Type) { IsFree = true, Repetitions = op.Repetitions }
        : new NetworkOperator(op.Type, Find(op)) { Repetitions = op.Repetitions };

    private static LayerConfiguration? Find(Operator op)
    {
        if (LayerTypes.Parse(op.Type) is not { } type || op.Inputs[0].Shape is not { Rank: >= 2 } input
            || op.Outputs[0].Shape is not { } output)
            return null;
        long batch = input[0];
        try
        {
            switch (type)
            {
                case LayerType.Conv2d when IsSquare(op, input) && (op.Attributes.Integer("group") ?? 1) == 1:
                    return LayerConfiguration.Create(type, batch, input[2], Kernel(op), input[1], output[1], First(op, "strides", 1),
                        First(op, "pads", 0));
                case LayerType.MaxPool2d when IsSquare(op, input) && (op.Attributes.Integer("ceil_mode") ?? 0) == 0:
                    return LayerConfiguration.Create(type, batch, input[2], Kernel(op), input[1], First(op, "strides", 1),
                        First(op, "pads", 0));
                case LayerType.Conv2d or LayerType.MaxPool2d:
                    return null;
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
        catch (InputException error)
        {
            throw new InputException(new InputPlace(Node: op.Scope.ToString()), error.Message, error);
        }
    }

    private static bool IsSquare(Operator op, TensorShape input) =>
        input.Rank == 4 && input[2] == input[3]
        && AllEqual(op.Attributes.Integers("kernel_shape")) && AllEqual(op.Attributes.Integers("strides"))
            && AllEqual(op.Attributes.Integers("pads"))
        && (op.Attributes.Integers("dilations") is not { } dilations || dilations.All(value => value == 1));

    private static bool AllEqual(IReadOnlyList<long>? values) => values is null || values.All(value => value == values[0]);

    // A convolution of a file may leave its window to the shape of its weights.
    private static long Kernel(Operator op) => op.Attributes.Integers("kernel_shape")?[0] ?? op.Inputs[1].Shape![2];

    private static long First(Operator op, string name, long otherwise) => op.Attributes.Integers(name)?[0] ?? otherwise;
}
