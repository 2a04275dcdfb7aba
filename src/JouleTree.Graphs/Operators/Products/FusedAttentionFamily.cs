using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// <c>ScaledDotProductAttention</c>: a whole attention of some heads as one kernel (Dao et al., 2022). Inputs: queries [batch, heads,
/// length, size], new keys and values [batch, heads', length, size], and what is kept of earlier ones, learned sinks or biases.
/// Where <c>latent</c> is 1, the second input is keys and values at once and the third further numbers of the keys (DeepSeek-AI, 2024).
/// Attributes: <c>pairs</c>, queries and keys that see each other, of one item and of so many heads as <c>patterns</c> says, which differ
/// in what they see (1 where nothing is said: all see alike); <c>each</c>, FLOPs for each score beside the products; <c>cached</c>, 1
/// where keys and values are written for later passes. Outputs: the context [batch, length, heads · size], and keys and values as they are
/// written. MACs: pairs · heads / patterns · batch for each number of a key and of a value; FLOPs: two for each MAC and <c>each</c> for
/// each score; bytes: inputs and outputs, each once.
/// </summary>
internal sealed class FusedAttentionFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["ScaledDotProductAttention"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        (TensorShape query, TensorShape key, TensorShape value) = (ShapeOf(inputs[0]), ShapeOf(inputs[1]), ShapeOf(inputs[2]));
        if (query.Rank != 4 || key.Rank != 4 || value.Rank != 4
            || query[3] != (IsLatent(attributes) ? key[3] + value[3] : key[3]) || query[1] % key[1] != 0)
            throw new InputException($"queries {query}, keys {key} and values {value} make no attention");
        long size = IsLatent(attributes) ? key[3] : value[3];
        TensorSpec context = new(inputs[0].Type, new TensorShape(query[0], query[2], query[1] * size));
        return attributes.Integer("cached") == 1
            ? [context, new TensorSpec(inputs[1].Type, key), new TensorSpec(inputs[2].Type, value)]
            : [context];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        TensorShape query = ShapeOf(op.Inputs[0]);
        return Facts(op, OperationFamily.Attention) with
        {
            Rows = query[0] * query[2],
            Inner = query[3],
            Outer = query[1] * ValueSize(op),
            Matrices = query[0] * query[1],
            Heads = query[1],
        };
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        TensorShape query = ShapeOf(op.Inputs[0]);
        long alike = query[1] / (op.Attributes.Integer("patterns") ?? 1);
        long scores = checked(op.Attributes.Integer("pairs")!.Value * query[0] * alike);
        long macs = checked(scores * (query[3] + ValueSize(op)));
        return new OperatorCounts(macs, checked((2 * macs) + (op.Attributes.Integer("each")!.Value * scores)), MovedBytes(op));
    }

    private static long ValueSize(Operator op) => ShapeOf(op.Inputs[IsLatent(op.Attributes) ? 1 : 2])[3];

    private static bool IsLatent(OperatorAttributes attributes) => attributes.Integer("latent") == 1;
}
