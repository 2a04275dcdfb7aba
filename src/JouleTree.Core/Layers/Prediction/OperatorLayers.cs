using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>Operators as configurations of the layer-wise models, from what graphs and trees state of them.</summary>
internal static class OperatorLayers
{
    // Operators that only rename or reorder; they move no data in common engines, or far less than a layer does.
    private static readonly HashSet<string> Views =
        ["Flatten", "Reshape", "View", "Identity", "Squeeze", "Unsqueeze", "Shape", "Constant"];

    /// <summary>An operator as the layer models see it.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="facts">Its facts, or null where not all of its sizes are known.</param>
    /// <param name="inputs">Shapes of the activations that it reads.</param>
    /// <param name="outputs">Shapes of what it writes.</param>
    /// <param name="parameters">Number of its weights, or null where unknown.</param>
    /// <exception cref="InputException">The layer has a size that no layer can have.</exception>
    public static NetworkOperator Of(string type, OperatorDetails? facts, IReadOnlyList<IReadOnlyList<long>> inputs,
        IReadOnlyList<IReadOnlyList<long>> outputs, long? parameters)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (Views.Contains(type))
            return new NetworkOperator(type) { IsFree = true };
        if (facts is null || inputs.Count == 0 || outputs.Count == 0)
            return new NetworkOperator(type);
        LayerConfiguration? layer = Find(type, facts, inputs[0], outputs[0], parameters, out string? problem);
        return new NetworkOperator(type, layer) { Problem = problem, StandIn = LayerStandIns.Find(type, facts, inputs, outputs[0]) };
    }

    private static LayerConfiguration? Find(
        string name, OperatorDetails facts, IReadOnlyList<long> input, IReadOnlyList<long> output, long? parameters, out string? problem)
    {
        problem = null;
        if (LayerTypes.Parse(name) is not { } type || input.Count < 2)
            return null;
        long batch = input[0];
        long elements = input.Aggregate(1L, (product, size) => product * size);
        switch (type)
        {
            case LayerType.Conv2d:
                return LayerWindows.Convolution(facts, input, output, out problem);
            case LayerType.MaxPool2d:
                return LayerWindows.Pooling(facts, input, output, out problem);
            case LayerType.Linear:
                // A sequence is a larger batch to a fully connected layer.
                return LayerConfiguration.Create(type, elements / input[^1], input[^1], output[^1]);
            case LayerType.Embedding:
                return facts.Outer is { } width and > 0 && parameters is { } weights
                    ? LayerConfiguration.Create(type, batch, elements / batch, width, weights / width)
                    : null;
            case LayerType.LayerNorm:
                return LayerConfiguration.Create(type, elements / input[^1], input[^1]);
            case LayerType.MatMul:
                return facts is { Matrices: { } matrices, Rows: { } rows, Inner: { } inner, Outer: { } columns }
                    ? LayerConfiguration.Create(type, matrices, rows, inner, columns)
                    : null;
            default:
                return LayerConfiguration.Create(type, batch, elements / batch);
        }
    }
}
