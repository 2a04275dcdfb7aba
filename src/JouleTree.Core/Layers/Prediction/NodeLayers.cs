using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

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
        if (Views.Contains(node.InstanceType))
            return new NetworkOperator(node.InstanceType) { IsFree = true, Repetitions = repetitions };
        try
        {
            LayerConfiguration? layer = Find(node, out string? problem);
            return new NetworkOperator(node.InstanceType, layer)
            {
                Repetitions = repetitions,
                Problem = problem,
                StandIn = NodeStandIns.Find(node),
            };
        }
        catch (InputException error)
        {
            throw new InputException(new InputPlace(Node: node.Scope.ToString()), error.Message, error);
        }
    }

    /// <summary>What a network is made of.</summary>
    /// <param name="tree">A tree in the full view, made from a graph.</param>
    /// <returns>One for each primitive, in their order.</returns>
    /// <exception cref="InputException">A layer has a size that no layer can have.</exception>
    public static NetworkLayers Of(ModelTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return new NetworkLayers([.. tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive).Select(Of)]);
    }

    // Null for what is no such layer, or does not state what the layer must know.
    private static LayerConfiguration? Find(TreeNode node, out string? problem)
    {
        problem = null;
        if (LayerTypes.Parse(node.InstanceType) is not { } type
            || node.Details is not { Operator: { } facts, Inputs: [{ Count: >= 2 } input, ..], Outputs: [var output, ..] })
            return null;
        long batch = input[0];
        long elements = input.Aggregate(1L, (product, size) => product * size);
        switch (type)
        {
            case LayerType.Conv2d:
                return new NodeWindows(facts, input, output).Convolution(out problem);
            case LayerType.MaxPool2d:
                return new NodeWindows(facts, input, output).Pooling(out problem);
            case LayerType.Linear:
                // A sequence is a larger batch to a fully connected layer.
                return LayerConfiguration.Create(type, elements / input[^1], input[^1], output[^1]);
            case LayerType.Embedding:
                return facts.Outer is { } width and > 0 && node.Details.Parameters is { } parameters
                    ? LayerConfiguration.Create(type, batch, elements / batch, width, parameters / width)
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
