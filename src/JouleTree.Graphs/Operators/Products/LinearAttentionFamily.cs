using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// Attention that keeps one state for each head instead of all keys (<c>LinearAttention</c>). Attributes: <c>updates</c>, elements of
/// the states as often as they are updated; <c>answers</c>, products of queries with states; <c>looks_back</c>, 1 for the delta
/// rules, which first read from the state what a key says; <c>decays</c>, 1 where states are scaled. MACs: updates and
/// answers, and updates again where it looks back. FLOPs: two for each MAC, one for each element that decays, one for each
/// element of the result (its scale). Bytes: inputs and outputs; states in between are not written.
/// </summary>
internal sealed class LinearAttentionFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["LinearAttention"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Facts(op, OperationFamily.Attention);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (op.Attributes.Integer("updates") is not { } updates || op.Attributes.Integer("answers") is not { } answers)
            return null;
        long macs = checked(updates + answers + (op.Attributes.Integer("looks_back") == 1 ? updates : 0));
        long flops = checked((2 * macs) + (op.Attributes.Integer("decays") == 1 ? updates : 0) + op.Outputs[0].Elements);
        return new OperatorCounts(macs, flops, MovedBytes(op));
    }
}
