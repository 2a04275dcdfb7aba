using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>Primitives of a counted tree as configurations of the layer-wise models.</summary>
internal static class NodeLayers
{
    // Operators that only rename or reorder; they move no data in common engines, or far less than a layer does.
    private static readonly HashSet<string> Views =
        ["Flatten", "Reshape", "View", "Identity", "Squeeze", "Unsqueeze", "Shape", "Constant"];

    /// <summary>A primitive as the layer models see it.</summary>
    /// <param name="node">A primitive of a tree in the full view, made from a graph.</param>
    /// <exception cref="InputException">The layer has a size that no layer can have.</exception>
    public static NetworkOperator Of(TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        long repetitions = node.Details?.Operator?.Repetitions ?? 1;
        return Views.Contains(node.InstanceType)
            ? new NetworkOperator(node.InstanceType) { IsFree = true, Repetitions = repetitions }
            : new NetworkOperator(node.InstanceType, Find(node)) { Repetitions = repetitions };
    }

    // Null for what is no such layer, or does not state what the layer must know.
    private static LayerConfiguration? Find(TreeNode node)
    {
        if (LayerTypes.Parse(node.InstanceType) is not { } type
            || node.Details is not { Operator: { } facts, Inputs: [{ Count: >= 2 } input, ..], Outputs: [var output, ..] })
            return null;
        long batch = input[0];
        long elements = input.Aggregate(1L, (product, size) => product * size);
        try
        {
            return type switch
            {
                LayerType.Conv2d => IsSquare(facts, input, output) && facts.Groups == 1
                    ? LayerConfiguration.Create(type, batch, input[2], facts.Kernel![0], input[1], output[1], facts.Strides![0],
                        facts.Paddings![0])
                    : null,
                LayerType.MaxPool2d => IsSquare(facts, input, output)
                    ? LayerConfiguration.Create(type, batch, input[2], facts.Kernel![0], input[1], facts.Strides![0], facts.Paddings![0])
                    : null,
                // A sequence is a larger batch to a fully connected layer.
                LayerType.Linear => LayerConfiguration.Create(type, elements / input[^1], input[^1], output[^1]),
                LayerType.Embedding => facts.Outer is { } width and > 0 && node.Details.Parameters is { } parameters
                    ? LayerConfiguration.Create(type, batch, elements / batch, width, parameters / width)
                    : null,
                LayerType.LayerNorm => LayerConfiguration.Create(type, elements / input[^1], input[^1]),
                LayerType.MatMul => facts is { Matrices: { } matrices, Rows: { } rows, Inner: { } inner, Outer: { } columns }
                    ? LayerConfiguration.Create(type, matrices, rows, inner, columns)
                    : null,
                _ => LayerConfiguration.Create(type, batch, elements / batch),
            };
        }
        catch (InputException error)
        {
            throw new InputException(new InputPlace(Node: node.Scope.ToString()), error.Message, error);
        }
    }

    // Windows over squares, as the measured layers have them: what rounds up, or pads its ends otherwise, has another size.
    private static bool IsSquare(OperatorDetails facts, IReadOnlyList<long> input, IReadOnlyList<long> output) =>
        input.Count == 4 && input[2] == input[3]
        && facts is { Kernel: { } kernel, Strides: { } strides, Paddings: { } paddings, Dilations: { } dilations }
        && AllEqual(kernel) && AllEqual(strides) && AllEqual(paddings) && dilations.All(distance => distance == 1)
        && output[2] == ((input[2] + (2 * paddings[0]) - kernel[0]) / strides[0]) + 1;

    private static bool AllEqual(IReadOnlyList<long> values) => values.All(value => value == values[0]);
}
