using JouleTree.Core.Layers.Models.Physics;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>Kinds of layers that cost a factor of their own inside networks.</summary>
internal static class NetworkKind
{
    /// <summary>Fully connected layers of few items that stream their matrix once for each of them.</summary>
    public const string RepeatedPasses = "Linear (a pass over the matrix for each item)";

    /// <summary>The kinds that an operator may be taken as, the nearest first.</summary>
    /// <param name="op">An operator.</param>
    public static IReadOnlyList<string> Of(NetworkOperator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        return op.Layer is { Type: LayerType.Linear } layer && PhysicsTerms.IsRepeatedlyStreamed(layer)
            ? [RepeatedPasses, op.Type]
            : [op.Type];
    }
}
