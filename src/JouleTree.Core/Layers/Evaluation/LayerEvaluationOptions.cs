using JouleTree.Core.Layers.Models;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>Settings of an evaluation.</summary>
public sealed record LayerEvaluationOptions
{
    /// <summary>Method. Default physics.</summary>
    public LayerMethod Method { get; init; } = LayerMethod.Physics;

    /// <summary>Fit on batch sizes up to this one only, or null for all.</summary>
    public long? LargestFittedBatch { get; init; }

    /// <summary>Judge whole networks at batch sizes from this one only, or null for all.</summary>
    public long? SmallestNetworkBatch { get; init; }

    /// <summary>Finds the layers of a measured network by name and batch size; null for an unknown one. Default: the published networks.</summary>
    public Func<string, long, NetworkShape?> FindNetwork { get; init; } = NetworkShape.Published;
}
