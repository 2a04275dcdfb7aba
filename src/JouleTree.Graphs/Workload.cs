using JouleTree.Core.Errors;

namespace JouleTree.Graphs;

/// <summary>What a graph is built for: how much goes through it in one forward pass, and in what precision.</summary>
public sealed record Workload
{
    /// <summary>Items per forward pass, at least 1. Default: 1.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>Tokens per item, at least 1. Default: null, the family's own default (128). No meaning for images.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>
    /// Shapes of inputs by name, where batch and length do not say it, such as <c>input</c> → 8x3x320x320. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, TensorShape> InputShapes { get; init; } = new Dictionary<string, TensorShape>();

    /// <summary>Type of weights and activations. Default: <see cref="DataType.Float32"/>.</summary>
    public DataType FloatType { get; init; } = DataType.Float32;

    /// <summary>This workload, if its numbers make sense.</summary>
    /// <exception cref="InputException">Batch or length is below 1.</exception>
    public Workload Checked()
    {
        if (BatchSize < 1)
            throw new InputException($"a batch of {BatchSize} items: expected at least 1");
        if (SequenceLength is < 1)
            throw new InputException($"a sequence of {SequenceLength} tokens: expected at least 1");
        return this;
    }
}
