using JouleTree.TorchSharp.Passes;

namespace JouleTree.TorchSharp;

/// <summary>What a model is called and given, where its inputs do not say it.</summary>
public sealed record ModuleWorkload
{
    /// <summary>Name of the model in the tree. Default: null, the name of its class.</summary>
    public string? ModelName { get; init; }

    /// <summary>Items per forward pass, at least 1. Default: null, the first dimension of the first input.</summary>
    public int? BatchSize { get; init; }

    /// <summary>
    /// Tokens per item, at least 1. Default: null, the second dimension of the first input where that is whole numbers [batch, length].
    /// </summary>
    public int? SequenceLength { get; init; }

    /// <summary>The same for a recorded pass.</summary>
    internal PassFacts ToFacts() => new(ModelName, BatchSize, SequenceLength);
}
