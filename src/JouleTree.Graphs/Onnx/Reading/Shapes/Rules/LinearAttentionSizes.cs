using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Sizes of an attention that keeps one state instead of all keys: LinearAttention (operator set 27).</summary>
/// <param name="Batch">Items.</param>
/// <param name="Positions">Positions that are read one after the other.</param>
/// <param name="QueryHeads">Heads of the queries.</param>
/// <param name="StateHeads">Heads of values, each with a state.</param>
/// <param name="KeySize">Size of a query and a key.</param>
/// <param name="ValueSize">Size of a value.</param>
internal readonly record struct LinearAttentionSizes(
    long Batch, long Positions, long QueryHeads, long StateHeads, long KeySize, long ValueSize)
{
    /// <summary>Heads of the result: as many as there are queries, or states where those are more.</summary>
    public long ResultHeads => Math.Max(QueryHeads, StateHeads);

    /// <summary>Elements of all states, as often as they are updated.</summary>
    public long Updates => checked(Batch * Positions * StateHeads * KeySize * ValueSize);

    /// <summary>Products of queries with states.</summary>
    public long Answers => checked(Batch * Positions * ResultHeads * KeySize * ValueSize);

    /// <summary>Shape of the states; ONNX Runtime's own operator can keep those of the last positions as well.</summary>
    public TensorShape State(ValueContext context) => context.Integer("state_window") is var window and > 0
        ? new TensorShape(window, Batch, StateHeads, KeySize, ValueSize)
        : new TensorShape(Batch, StateHeads, KeySize, ValueSize);

    /// <summary>The sizes of a node: query, key, value [b, n, heads · size], past state; null where they are not known.</summary>
    /// <exception cref="ShapeConflictException">Batches, heads or widths do not fit together.</exception>
    public static LinearAttentionSizes? Of(ValueContext context)
    {
        long queryHeads = context.Integer("q_num_heads");
        long stateHeads = context.Integer("kv_num_heads");
        if (context.Shape(0, 3) is not { } q || context.Shape(1, 3) is not { } k || context.Shape(2, 3) is not { } v)
            return null;
        bool isStandard = context.Node.Domain.Length == 0;
        if (queryHeads < 1 || stateHeads < 1 || q[2] % queryHeads != 0 || v[2] % stateHeads != 0
            || k[2] % (q[2] / queryHeads) != 0
            || (isStandard && (queryHeads % stateHeads != 0 || k[2] != stateHeads * (q[2] / queryHeads)))
            || !k[..2].SequenceEqual(q[..2]) || !v[..2].SequenceEqual(q[..2]))
            throw new ShapeConflictException(
                $"queries {q} in {queryHeads} heads, keys {k} and values {v} in {stateHeads} heads do not fit together");
        LinearAttentionSizes sizes = new(q[0], q[1], queryHeads, stateHeads, q[2] / queryHeads, v[2] / stateHeads);
        string rule = context.Text("update_rule") ?? "gated_delta";
        if ((rule.StartsWith("gated", StringComparison.Ordinal) && !context.Has(4))
            || (rule.EndsWith("delta", StringComparison.Ordinal) && !context.Has(5)))
            throw new ShapeConflictException($"the rule {rule} needs a decay (gated) or a rate (delta) that is not given");
        context.RequireOneOf(3, "the kept state", sizes.State(context));
        // Decay for each element of a state or for each state, and a rate for each state or for all.
        context.RequireOneOf(4, "the decay", new TensorShape(q[0], q[1], stateHeads * sizes.KeySize),
            new TensorShape(q[0], q[1], stateHeads));
        context.RequireOneOf(5, "the rate", new TensorShape(q[0], q[1], stateHeads), new TensorShape(q[0], q[1], 1));
        return sizes;
    }
}
