using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Sizes of an attention that is one operator.</summary>
/// <param name="Batch">Items.</param>
/// <param name="Heads">Heads of the queries.</param>
/// <param name="KeyHeads">Heads of keys and values; fewer than <paramref name="Heads"/> where several queries share one.</param>
/// <param name="Queries">Positions that attend.</param>
/// <param name="Keys">Positions attended to, past ones included.</param>
/// <param name="HeadSize">Size of a query and a key.</param>
/// <param name="ValueSize">Size of a value.</param>
/// <param name="ProjectionMacs">Multiply-accumulates of the projections that the operator includes.</param>
internal readonly record struct AttentionSizes(
    long Batch, long Heads, long KeyHeads, long Queries, long Keys, long HeadSize, long ValueSize, long ProjectionMacs = 0)
{
    /// <summary>
    /// ONNX's Attention (operator set 23): Q, K, V, mask, past key, past value; [b, heads, n, size] or [b, n, heads · size].
    /// </summary>
    public static AttentionSizes? Standard(ValueContext context)
    {
        if (context.Shape(0) is not { } q || context.Shape(1) is not { } k || context.Shape(2) is not { } v || q.Rank != k.Rank
            || v.Rank != k.Rank)
            return null;
        long past = context.Shape(4) is { Rank: 4 } cache ? cache[2] : 0;
        if (q.Rank == 4)
            return new AttentionSizes(q[0], q[1], k[1], q[2], past + k[2], q[3], v[3]);
        long heads = context.Integer("q_num_heads");
        long keyHeads = context.Integer("kv_num_heads");
        return q.Rank != 3 || heads < 1 || keyHeads < 1 ? null
            : new AttentionSizes(q[0], heads, keyHeads, q[1], past + k[1], q[2] / heads, v[2] / keyHeads);
    }

    /// <summary>ONNX Runtime's Attention, which includes the projections: input [b, n, h], weight [h, 3·h'].</summary>
    public static AttentionSizes? Projecting(ValueContext context, int pastInput)
    {
        long heads = context.Integer("num_heads");
        if (context.Shape(0) is not { Rank: 3 } x || context.Shape(1) is not { Rank: 2 } weight || heads < 1)
            return null;
        long[]? hidden = context.List("qkv_hidden_sizes");
        long keySize = hidden is { Length: 3 } ? hidden[0] : weight[1] / 3;
        long valueSize = hidden is { Length: 3 } ? hidden[2] : weight[1] / 3;
        long past = context.Shape(pastInput) is { Rank: 5 } cache ? cache[3] : 0;
        return new AttentionSizes(x[0], heads, heads, x[1], past + x[1], keySize / heads, valueSize / heads,
            checked(x[0] * x[1] * weight.Elements));
    }

    /// <summary>ONNX Runtime's MultiHeadAttention: query, key, value, bias, padding mask, attention bias, past key, past value.</summary>
    public static AttentionSizes? MultiHead(ValueContext context)
    {
        long heads = context.Integer("num_heads");
        if (context.Shape(0) is not { } q || heads < 1)
            return null;
        long past = context.Shape(6) is { Rank: 4 } cache ? cache[2] : 0;
        if (q.Rank == 5)
            return new AttentionSizes(q[0], heads, heads, q[1], past + q[1], q[4], q[4]);
        if (q.Rank != 3 || context.Shape(1) is not { } k)
            return null;
        long headSize = q[2] / heads;
        if (k.Rank == 5)
            return new AttentionSizes(q[0], heads, heads, q[1], past + k[1], headSize, headSize);
        if (context.Shape(2) is not { } v)
            return null;
        // Keys of another attention come with their heads apart.
        return k.Rank == 4
            ? new AttentionSizes(q[0], heads, heads, q[1], past + k[2], headSize, v[3])
            : new AttentionSizes(q[0], heads, heads, q[1], past + k[1], headSize, v[2] / heads);
    }

    /// <summary>ONNX Runtime's GroupQueryAttention: query, key, value, past key, past value; or all three packed in the query.</summary>
    public static AttentionSizes? Grouped(ValueContext context)
    {
        long heads = context.Integer("num_heads");
        long keyHeads = context.Integer("kv_num_heads");
        if (context.Shape(0) is not { Rank: 3 } q || heads < 1 || keyHeads < 1)
            return null;
        long size = context.Has(1) ? q[2] / heads : q[2] / (heads + (2 * keyHeads));
        long past = context.Shape(3) is { Rank: 4 } cache ? cache[2] : 0;
        return new AttentionSizes(q[0], heads, keyHeads, q[1], past + q[1], size, size);
    }

    /// <summary>Elements of the scores.</summary>
    public long Scores => checked(Batch * Heads * Queries * Keys);

    /// <summary>Multiply-accumulates of both products, and of the projections where they are included.</summary>
    public long Macs => checked((Scores * (HeadSize + ValueSize)) + ProjectionMacs);
}
