using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>Primitives of a counted tree as configurations of the layer-wise models.</summary>
internal static class NodeLayers
{
    /// <summary>A primitive as the layer models see it.</summary>
    /// <param name="node">A primitive of a tree in the full view, made from a graph.</param>
    /// <exception cref="InputException">The layer has a size that no layer can have.</exception>
    public static NetworkOperator Of(TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        try
        {
            return OperatorLayers.Of(
                node.InstanceType, node.Details?.Operator, node.Details?.Inputs ?? [], node.Details?.Outputs ?? [],
                node.Details?.Parameters) with
            { Repetitions = node.Details?.Operator?.Repetitions ?? 1 };
        }
        catch (InputException error)
        {
            throw new InputException(new InputPlace(Node: node.Scope.ToString()), error.Message, error);
        }
    }
}
