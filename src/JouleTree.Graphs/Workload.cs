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

    /// <summary>
    /// Numbers that fill inputs by name, where a file's structure depends on them, such as <c>sr</c> → 16000. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, double> InputValues { get; init; } = new Dictionary<string, double>();

    /// <summary>Which part of text generation it is. Default: none, an ordinary forward pass.</summary>
    public GenerationPhase Phase { get; init; }

    /// <summary>
    /// Tokens per item whose keys and values are kept from earlier passes, at least 0; null for the default: none in a
    /// prefill, 128 in a decode.
    /// </summary>
    public int? PastLength { get; init; }

    /// <summary>
    /// Tokens per item of a whole answer, at least 1: the workload is then the prompt's prefill and a decode step for each token but the
    /// first, together. It is counted and estimated, not one graph. Default: null, one pass.
    /// </summary>
    public int? AnswerLength { get; init; }

    /// <summary>
    /// Type of weights and activations. Default: <see cref="DataType.Unknown"/>, which is float32 for an architecture; a file has its
    /// own, and another one that is asked for is refused.
    /// </summary>
    public DataType FloatType { get; init; }

    /// <summary>
    /// Types of weights, activations and kept keys apart; null for <see cref="FloatType"/> everywhere. All are counted; what is written or
    /// run has weights of one type, <c>int8</c> or <c>int4</c> in groups, with the rest in float32 or float16, or <c>int8</c> activations.
    /// </summary>
    public NumberTypes? Numbers { get; init; }

    /// <summary>How attentions are counted. Default: as they are written, which is what an exported model runs.</summary>
    public AttentionForm Attention { get; init; }

    /// <summary>
    /// How unevenly tokens choose among the experts of a mixture, at least 0: the popularity of the expert of rank r falls as
    /// 1 / r^skew (Zipf's law). It decides how many distinct experts' weights a batch reads. Default: 0, all alike.
    /// </summary>
    public double ExpertSkew { get; init; }

    /// <summary>
    /// This workload with float32 for what flows where narrow weights are asked for and nothing is said of the rest, which would be
    /// bfloat16, for which processors have no kernels.
    /// </summary>
    internal Workload Runnable() => FloatType == DataType.Unknown
        && Numbers is { Weights.IsWide: false, Flowing: null, Activations: null or { IsWide: false } }
        ? this with { FloatType = DataType.Float32 }
        : this;

    /// <summary>This workload, if its numbers make sense.</summary>
    /// <exception cref="InputException">Batch or length is below 1, or a number is below 0.</exception>
    public Workload Checked()
    {
        if (BatchSize < 1)
            throw new InputException($"a batch of {BatchSize} items: expected at least 1");
        if (SequenceLength is < 1)
            throw new InputException($"a sequence of {SequenceLength} tokens: expected at least 1");
        if (AnswerLength is < 1)
            throw new InputException($"an answer of {AnswerLength} tokens: expected at least 1");
        if (AnswerLength is not null && Phase != GenerationPhase.None)
            throw new InputException(new InputPlace(Argument: nameof(AnswerLength)),
                $"`{nameof(AnswerLength)}` {AnswerLength}: a whole answer has both phases; leave `{nameof(Phase)}` out")
            {
                Arguments = [nameof(Phase)],
            };
        if (PastLength is < 0)
            throw new InputException($"a past of {PastLength} tokens: expected at least 0");
        if (!double.IsFinite(ExpertSkew) || ExpertSkew < 0)
            throw new InputException(new InputPlace(Argument: nameof(ExpertSkew)),
                FormattableString.Invariant($"`{nameof(ExpertSkew)}` {ExpertSkew}: expected a number of at least 0"));
        if (PastLength is not null && Phase == GenerationPhase.None)
            throw new InputException(new InputPlace(Argument: nameof(PastLength)),
                $"`{nameof(PastLength)}` {PastLength}: name the phase too, `{nameof(Phase)}` prefill or decode")
            {
                Arguments = [nameof(Phase)],
            };
        return this;
    }
}

/// <summary>What part of text generation a workload is.</summary>
public enum GenerationPhase
{
    /// <summary>None: one forward pass as the model's library does it when it is called, without a cache.</summary>
    None,

    /// <summary>The prompt is read: keys and values of all its tokens are kept for later.</summary>
    Prefill,

    /// <summary>New tokens, mostly one, are made from what is kept of those before.</summary>
    Decode,
}
