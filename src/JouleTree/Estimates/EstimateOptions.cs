using JouleTree.Core.Prediction;

namespace JouleTree.Estimates;

/// <summary>How an estimate is made.</summary>
public sealed record EstimateOptions
{
    /// <summary>What to do with primitives of a type that the device was never trained on. Default: estimated, and remarked.</summary>
    public UnknownPrimitives Unknown { get; init; } = UnknownPrimitives.Mean;

    /// <summary>True to say why of every node: weights and sensitivities beside the terms. Default: false.</summary>
    public bool Explain { get; init; }

    /// <summary>When it is made, for provenance. Default: null, not said.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The command that asks for it, for provenance. Default: null, not said.</summary>
    public string? Command { get; init; }
}
