using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

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
    /// <exception cref="ShapeConflictException">Batches, heads, widths or the cache do not fit together.</exception>
    public static AttentionSizes? Standard(ValueContext context)
    {
        if (context.Shape(0, 3, 4) is not { } q || context.Shape(1, 3, 4) is not { } k || context.Shape(2, 3, 4) is not { } v)
            return null;
        if (k.Rank != v.Rank || q.Rank != k.Rank)
            throw Misfit(q, k, v);
        if (q.Rank == 4)
        {
            long kept = Past(context, 4, q[0], k[1], k[3]);
            return new AttentionSizes(q[0], q[1], k[1], q[2], kept + k[2], q[3], v[3]).Checked(q, k, v,
                k[0] == q[0] && v[0] == q[0] && k[3] == q[3] && v[1] == k[1] && v[2] == k[2]);
        }

        long heads = context.Integer("q_num_heads");
        long keyHeads = context.Integer("kv_num_heads");
        if (heads < 1 || keyHeads < 1)
            throw new ShapeConflictException(
                $"queries of shape {q} do not say how many heads they have: expected q_num_heads and kv_num_heads");
        Divide(q[2], heads, q);
        Divide(k[2], keyHeads, k);
        Divide(v[2], keyHeads, v);
        long past = Past(context, 4, q[0], keyHeads, k[2] / keyHeads);
        return new AttentionSizes(q[0], heads, keyHeads, q[1], past + k[1], q[2] / heads, v[2] / keyHeads).Checked(q, k, v,
            k[0] == q[0] && v[0] == q[0] && v[1] == k[1] && q[2] / heads == k[2] / keyHeads);
    }

    /// <summary>FlexAttention of ai.onnx.preview: Q, K, V, all [b, heads, n, size].</summary>
    /// <exception cref="ShapeConflictException">Batches, heads or widths do not fit together.</exception>
    public static AttentionSizes? Flexible(ValueContext context)
    {
        if (context.Shape(0, 4) is not { } q || context.Shape(1, 4) is not { } k || context.Shape(2, 4) is not { } v)
            return null;
        return new AttentionSizes(q[0], q[1], k[1], q[2], k[2], q[3], v[3]).Checked(q, k, v,
            k[0] == q[0] && v[0] == q[0] && k[3] == q[3] && v[1] == k[1] && v[2] == k[2]);
    }

    /// <summary>ONNX Runtime's Attention, which includes the projections: input [b, n, h], weight [h, 3·h'].</summary>
    /// <exception cref="ShapeConflictException">Widths and heads do not fit together.</exception>
    public static AttentionSizes? Projecting(ValueContext context, int pastInput)
    {
        long heads = context.Integer("num_heads");
        if (context.Shape(0, 3) is not { } x || context.Shape(1, 2) is not { } weight || heads < 1)
            return null;
        if (x[2] != weight[0])
            throw new ShapeConflictException($"an input of width {x[2]} ({x}) does not meet the weight {weight}");
        long[]? hidden = context.List("qkv_hidden_sizes");
        long keySize = hidden is { Length: 3 } ? hidden[0] : weight[1] / 3;
        long valueSize = hidden is { Length: 3 } ? hidden[2] : weight[1] / 3;
        Divide(keySize, heads, weight);
        Divide(valueSize, heads, weight);
        long past = context.Shape(pastInput) is { Rank: 5 } cache ? cache[3] : 0;
        return new AttentionSizes(x[0], heads, heads, x[1], past + x[1], keySize / heads, valueSize / heads,
            checked(x[0] * x[1] * weight.Elements));
    }

    /// <summary>ONNX Runtime's MultiHeadAttention: query, key, value, bias, padding mask, attention bias, past key, past value.</summary>
    /// <exception cref="ShapeConflictException">Widths and heads do not fit together.</exception>
    public static AttentionSizes? MultiHead(ValueContext context)
    {
        long heads = context.Integer("num_heads");
        if (context.Shape(0, 3, 5) is not { } q || heads < 1)
            return null;
        long past = context.Shape(6) is { Rank: 4 } cache ? cache[2] : 0;
        if (q.Rank == 5)
            return new AttentionSizes(q[0], heads, heads, q[1], past + q[1], q[4], q[4]);
        if (q.Rank != 3 || context.Shape(1) is not { } k)
            return null;
        Divide(q[2], heads, q);
        long headSize = q[2] / heads;
        if (k.Rank == 5)
            return new AttentionSizes(q[0], heads, heads, q[1], past + k[1], headSize, headSize);
        if (context.Shape(2) is not { } v)
            return null;
        if (k.Rank != v.Rank || k[0] != q[0] || v[0] != q[0])
            throw Misfit(q, k, v);
        // Keys of another attention come with their heads apart.
        if (k.Rank == 4)
            return new AttentionSizes(q[0], heads, heads, q[1], past + k[2], headSize, v[3]);
        Divide(v[2], heads, v);
        return new AttentionSizes(q[0], heads, heads, q[1], past + k[1], headSize, v[2] / heads).Checked(q, k, v,
            k[2] == q[2] && v[1] == k[1]);
    }

    /// <summary>ONNX Runtime's GroupQueryAttention: query, key, value, past key, past value; or all three packed in the query.</summary>
    /// <exception cref="ShapeConflictException">Widths and heads do not fit together.</exception>
    public static AttentionSizes? Grouped(ValueContext context)
    {
        long heads = context.Integer("num_heads");
        long keyHeads = context.Integer("kv_num_heads");
        if (context.Shape(0, 3) is not { } q || heads < 1 || keyHeads < 1)
            return null;
        long parts = context.Has(1) ? heads : heads + (2 * keyHeads);
        Divide(q[2], parts, q);
        long size = q[2] / parts;
        if (context.Shape(1) is { } k && (k.Rank != 3 || k[0] != q[0] || k[2] != keyHeads * size))
            throw new ShapeConflictException(
                $"keys of shape {k} do not meet queries of shape {q} in {heads} heads with {keyHeads} key heads");
        long keys = Past(context, 3, q[0], keyHeads, size) + q[1];
        return new AttentionSizes(q[0], heads, keyHeads, q[1], keys, size, size).Checked(q, q, q, true);
    }

    private AttentionSizes Checked(TensorShape q, TensorShape k, TensorShape v, bool fits) =>
        fits && KeyHeads > 0 && Heads % KeyHeads == 0
            ? this
            : throw Misfit(q, k, v);

    /// <summary>Positions of a cache of keys, [b, heads, positions, size].</summary>
    private static long Past(ValueContext context, int input, long batch, long heads, long size)
    {
        if (context.Shape(input) is not { } cache)
            return 0;
        return cache.Rank == 4 && cache[0] == batch && cache[1] == heads && cache[3] == size
            ? cache[2]
            : throw new ShapeConflictException($"the cache is {cache}: expected {batch}x{heads}xPASTx{size}");
    }

    private static void Divide(long width, long heads, TensorShape shape)
    {
        if (width % heads != 0)
            throw new ShapeConflictException($"a width of {width} ({shape}) does not make {heads} heads");
    }

    private static ShapeConflictException Misfit(TensorShape q, TensorShape k, TensorShape v) =>
        new($"queries {q}, keys {k} and values {v} do not fit together");

    /// <summary>Elements of the scores.</summary>
    public long Scores => checked(Batch * Heads * Queries * Keys);

    /// <summary>Multiply-accumulates of both products, and of the projections where they are included.</summary>
    public long Macs => checked((Scores * (HeadSize + ValueSize)) + ProjectionMacs);
}
