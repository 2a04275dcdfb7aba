using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Sequences;

/// <summary>
/// Fourier transforms: <c>DFT</c>, <c>STFT</c>, <c>Rfft</c>, <c>Irfft</c>. Attributes: <c>transforms</c>, their number, and
/// <c>length</c>, n of each. FLOPs: 5 · n · ⌈log2 n⌉ for each, as is usual for the fast Fourier transform, and n more for the
/// window of a short-time one.
/// </summary>
internal sealed class SignalFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["DFT", "STFT", "Rfft", "Irfft"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        if (op.Attributes.Integer("transforms") is not { } transforms || op.Attributes.Integer("length") is not { } length || length < 1)
            return null;
        long depth = (long)Math.Ceiling(Math.Log2(length));
        return Pointwise(op, transforms * length * ((5 * depth) + (op.Type == "STFT" ? 1 : 0)));
    }

    /// <inheritdoc/>
    public override string? WhyNot(Operator op) => op.Type switch
    {
        "DFT" => "which axis it transforms depends on data",
        "STFT" => "how long its frames are depends on data",
        _ => null,
    };
}
