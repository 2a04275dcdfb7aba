using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// Attention that a file states as one operator: <c>Attention</c>, <c>MultiHeadAttention</c>, <c>GroupQueryAttention</c>. Attributes:
/// <c>macs</c>, both products and the projections that the operator includes; <c>scores</c>, elements of the scores;
/// <c>masked</c>, 1 where something is added to them; <c>projected</c>, elements that get a bias. FLOPs: two for each MAC, 6 for
/// each score (scale, and 5 for Softmax), one more where masked. Bytes: inputs and outputs, because the scores are not written.
/// </summary>
internal sealed class AttentionFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
        ["Attention", "QAttention", "MultiHeadAttention", "DecoderMaskedMultiHeadAttention", "GroupQueryAttention",
            "FlexAttention"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        TensorShape output = ShapeOf(op.Outputs[0]);
        return Facts(op, OperationFamily.Attention) with
        {
            Rows = output.Rank == 0 || output[^1] == 0 ? null : output.Elements / output[^1],
            Outer = output.Rank == 0 ? null : output[^1],
            Heads = op.Attributes.Integer("num_heads"),
        };
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        if (op.Attributes.Integer("macs") is not { } macs || op.Attributes.Integer("scores") is not { } scores)
            return null;
        long each = op.Attributes.Integer("masked") == 1 ? 7 : 6;
        return new OperatorCounts(macs, (2 * macs) + (each * scores) + (op.Attributes.Integer("projected") ?? 0), MovedBytes(op));
    }

    /// <inheritdoc/>
    public override string? WhyNot(Operator op) =>
        op.Type == "FlexAttention" ? "what its graphs do to scores and probabilities is not followed" : null;
}
