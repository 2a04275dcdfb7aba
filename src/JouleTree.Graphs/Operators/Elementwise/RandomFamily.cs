using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary>
/// Random numbers: 1 operation for each that is uniform (or compared with a probability), 6 for each that is normal (logarithm,
/// root, cosine, two products and a sum, as Box and Muller make them). Generating the bits behind them counts nothing.
/// </summary>
internal sealed class RandomFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
        ["RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        long each = op.Type.StartsWith("RandomNormal", StringComparison.Ordinal) ? 6 : 1;
        return new OperatorCounts(0, each * op.Outputs[0].Elements, op.Outputs[0].Bytes);
    }
}
