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
    /// <summary>Positions that a cache has room for, where it is written in place; fewer than <see cref="Keys"/> elsewhere.</summary>
    public long Room { get; init; }

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
            long kept = Past(context, 4, q[0], k[1], k[3], v[3]);
            return new AttentionSizes(q[0], q[1], k[1], q[2], kept + k[2], q[3], v[3]).Checked(q, k, v,
                k[0] == q[0] && v[0] == q[0] && k[3] == q[3] && v[1] == k[1] && v[2] == k[2]).Masked(context);
        }

        long heads = context.Integer("q_num_heads");
        long keyHeads = context.Integer("kv_num_heads");
        if (heads < 1 || keyHeads < 1)
            throw new ShapeConflictException(
                $"queries of shape {q} do not say how many heads they have: expected q_num_heads and kv_num_heads");
        Divide(q[2], heads, q);
        Divide(k[2], keyHeads, k);
        Divide(v[2], keyHeads, v);
        long past = Past(context, 4, q[0], keyHeads, k[2] / keyHeads, v[2] / keyHeads);
        return new AttentionSizes(q[0], heads, keyHeads, q[1], past + k[1], q[2] / heads, v[2] / keyHeads).Checked(q, k, v,
            k[0] == q[0] && v[0] == q[0] && v[1] == k[1] && q[2] / heads == k[2] / keyHeads).Masked(context);
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
        RequireHeads(heads);
        if (context.Shape(0, 3) is not { } x || context.Shape(1, 2) is not { } weight)
            return null;
        if (pastInput == 8)
            QuantizedShapes.RequireSingles(context, 3, 6);
        for (int each = 4; pastInput == 8 && each <= 7; each += 3)
        {
            if (context.Shape(each) is { Elements: not 1 })
                context.RequireOneOf(each, $"input {each}, a scale or zero point,", new TensorShape(weight[1]));
        }

        if (x[2] != weight[0])
            throw new ShapeConflictException($"an input of width {x[2]} ({x}) does not meet the weight {weight}");
        long[]? hidden = context.List("qkv_hidden_sizes");
        if (hidden is { Length: 3 } && hidden.Sum() != weight[1])
            throw new ShapeConflictException($"the weight {weight} does not make {string.Join(" + ", hidden)} columns (qkv_hidden_sizes)");
        long keySize = hidden is { Length: 3 } ? hidden[0] : weight[1] / 3;
        long valueSize = hidden is { Length: 3 } ? hidden[2] : weight[1] / 3;
        Divide(keySize, heads, weight);
        Divide(valueSize, heads, weight);
        context.RequireOneOf(2, "the bias", new TensorShape(weight[1]));
        TensorShape? cache = context.Shape(pastInput);
        if (cache is not null)
            context.RequireOneOf(pastInput, "the cache", new TensorShape([2, x[0], heads, .. cache.Rank == 5 ? cache[3..4] : [0],
                keySize / heads]));
        bool isInPlace = cache is not null && context.Flag("past_present_share_buffer");
        long keys = x[1] + (cache is null || isInPlace ? 0 : cache[3]);
        int mask = pastInput == 8 ? 5 : 3;
        if (context.Shape(mask, 1, 4) is { Rank: 2 or 3 } given && !isInPlace)
            context.RequireOneOf(mask, "the mask", given.Rank == 2 ? new TensorShape(x[0], keys) : new TensorShape(x[0], x[1], keys));
        if (context.Shape(mask) is { Rank: 4 } square)
            context.RequireOneOf(mask, "the mask", new TensorShape(x[0], 1, square[2], square[2]));
        if (context.Shape(mask) is { Rank: 1 })
            context.RequireOneOf(mask, "the mask", new TensorShape(x[0]), new TensorShape(2 * x[0]), new TensorShape((3 * x[0]) + 2));
        AttentionSizes sizes = new(x[0], heads, heads, x[1], isInPlace ? cache![3] : keys, keySize / heads, valueSize / heads,
            checked(x[0] * x[1] * weight.Elements));
        return pastInput == 4 ? sizes.Biased(context, 5) : sizes;
    }

    /// <summary>
    /// ONNX Runtime's MultiHeadAttention: query, key, value, bias, padding mask, attention bias, past key, past value; and its
    /// form for single steps, whose past comes one earlier.
    /// </summary>
    /// <exception cref="ShapeConflictException">Widths and heads do not fit together.</exception>
    public static AttentionSizes? MultiHead(ValueContext context)
    {
        long heads = context.Integer("num_heads");
        int past = PastOf(context);
        RequireHeads(heads);
        if (context.Shape(0, 3, 5) is not { } q)
            return null;
        if (past == 5)
        {
            context.RequireSingle(7, "the length of the past");
            if (context.Flag("past_present_share_buffer") && !context.Has(7))
                throw new ShapeConflictException("a cache is written in place, but how much of it is taken is not given");
        }

        if (past == 5 && q[1] != 1)
            throw new ShapeConflictException($"queries of shape {q}: expected a single step");
        if (q.Rank == 5)
            return new AttentionSizes(q[0], heads, heads, q[1], (context.Shape(past, 4)?[2] ?? 0) + q[1], q[4], q[4]);
        if (q.Rank != 3 || context.Shape(1, 3, 5) is not { } k)
            return null;
        Divide(q[2], heads, q);
        long size = q[2] / heads;
        if (k.Rank == 5)
            return new AttentionSizes(q[0], heads, heads, q[1], k[1], size, size);
        if (context.Shape(2) is not { } v)
            return null;
        if (k.Rank != v.Rank || k[0] != q[0] || v[0] != q[0] || (k.Rank == 4 && !k.Equals(v)))
            throw Misfit(q, k, v);
        // Keys of another attention come with their heads apart.
        if (k.Rank == 4)
            return new AttentionSizes(q[0], heads, heads, q[1], k[2], size, v[3]).Checked(q, k, v, k[1] == heads && k[3] == size);
        Divide(v[2], heads, v);
        if (past == 6)
            context.RequireOneOf(3, "the bias", new TensorShape(q[2] + k[2] + v[2]));
        long kept = Past(context, past, q[0], heads, size, v[2] / heads);
        bool isInPlace = kept > 0 && context.Flag("past_present_share_buffer");
        AttentionSizes sizes = new(q[0], heads, heads, q[1], isInPlace ? kept : kept + k[1], size, v[2] / heads);
        if (past == 6)
            context.RequireOneOf(4, "the mask of keys", new TensorShape(q[0]), new TensorShape((3 * q[0]) + 2),
                new TensorShape(q[0], sizes.Keys), new TensorShape(q[0], q[1], sizes.Keys));
        return sizes.Checked(q, k, v, k[2] == q[2] && v[1] == k[1]).Biased(context, past - 1);
    }

    /// <summary>Where the past of a MultiHeadAttention comes.</summary>
    public static int PastOf(ValueContext context) => context.Node.OpType == "DecoderMaskedMultiHeadAttention" ? 5 : 6;

    /// <summary>ONNX Runtime's GroupQueryAttention: query, key, value, past key, past value; or all three packed in the query.</summary>
    /// <exception cref="ShapeConflictException">Widths and heads do not fit together.</exception>
    public static AttentionSizes? Grouped(ValueContext context)
    {
        long heads = context.Integer("num_heads");
        long keyHeads = context.Integer("kv_num_heads");
        RequireHeads(heads);
        RequireHeads(keyHeads);
        if (context.Shape(0, 3) is not { } q)
            return null;
        context.RequireLength(5, q[0], "the list of lengths", "the items are");
        context.RequireSingle(6, "the length of all keys");
        if (context.Has(1) != context.Has(2))
            throw new ShapeConflictException("of keys and values only one is given");
        if (context.Shape(5) is { Rank: 0 } || context.Has(7) != context.Has(8))
            throw new ShapeConflictException("the lengths are no list, or of cosines and sines only one table is given");
        long parts = context.Has(1) ? heads : heads + (2 * keyHeads);
        Divide(q[2], parts, q);
        long size = q[2] / parts;
        if (context.Shape(1) is { } k && (k.Rank != 3 || k[0] != q[0] || k[2] != keyHeads * size))
            throw new ShapeConflictException(
                $"keys of shape {k} do not meet queries of shape {q} in {heads} heads with {keyHeads} key heads");
        if (context.Shape(2) is { } v && context.Shape(1) is { } k2 && (v.Rank != 3 || !v.Equals(k2)))
            throw Misfit(q, k2, v);
        if (context.Shape(1) is { } added && added[1] != q[1] && (added[1] != 0 || !context.Has(3)))
            throw new ShapeConflictException(
                $"keys of shape {added} for queries of shape {q}: expected {q[1]} of them, or none behind a cache");
        // Of a cache of four bits two numbers share a byte.
        long stored = context.Integer("kv_cache_bit_width") == 4 ? (size + 1) / 2 : size;
        long past = Past(context, 3, q[0], keyHeads, stored, stored);
        if (context.Shape(7) is { } cosines && context.Shape(8) is { } sines && !cosines.Equals(sines))
            throw new ShapeConflictException($"cosines of shape {cosines} and sines of shape {sines}: expected one shape");
        // A cache with room for more is written in place: how many of its positions are taken is told apart.
        long keys = context.Value(6)?.Single is { } total && total >= q[1] && total <= past + q[1] ? (long)total : past + q[1];
        return new AttentionSizes(q[0], heads, keyHeads, q[1], keys, size, size) { Room = past }.Checked(q, q, q, true);
    }

    private AttentionSizes Checked(TensorShape q, TensorShape k, TensorShape v, bool fits) =>
        fits && KeyHeads > 0 && Heads % KeyHeads == 0
            ? this
            : throw Misfit(q, k, v);

    /// <summary>A mask is broadcast to the scores; from operator set 24 on it may say nothing of the last keys.</summary>
    private AttentionSizes Masked(ValueContext context)
    {
        context.RequireOneOf(6, "the list of lengths", new TensorShape(Batch));
        if (context.Shape(3) is not { } mask)
            return this;
        TensorShape scores = new(Batch, Heads, Queries, Keys);
        bool isShort = context.Opset >= 24 && mask.Rank > 0 && mask[^1] < Keys;
        ShapeArithmetic.RequireFits(isShort ? mask.WithLast(Keys) : mask, scores, $"the mask {mask}");
        return this;
    }

    /// <summary>What is added to the scores is so for each item and head, or for all.</summary>
    private AttentionSizes Biased(ValueContext context, int input)
    {
        if (context.Shape(input, 4) is { } bias && (bias[2] != Queries || bias[3] != Keys
            || (bias[0] != 1 && bias[0] != Batch) || (bias[1] != 1 && bias[1] != Heads)))
            throw new ShapeConflictException($"the bias of the scores is {bias}: expected {Batch}x{Heads}x{Queries}x{Keys}");
        return this;
    }

    /// <summary>Positions of a cache of keys, [b, heads, positions, size], and of values, which come behind.</summary>
    private static long Past(ValueContext context, int input, long batch, long heads, long size, long valueSize)
    {
        if (context.Has(input) != context.Has(input + 1))
            throw new ShapeConflictException("of past keys and values only one is given");
        if (context.Shape(input) is not { } cache)
            return 0;
        if (cache.Rank != 4 || cache[0] != batch || cache[1] != heads || cache[3] != size)
            throw new ShapeConflictException($"the cache is {cache}: expected {batch}x{heads}xPASTx{size}");
        context.RequireOneOf(input + 1, "the cache of values", new TensorShape(batch, heads, cache[2], valueSize));
        return cache[2];
    }

    private static void RequireHeads(long heads)
    {
        if (heads < 1)
            throw new ShapeConflictException($"{heads} heads (num_heads or kv_num_heads)");
    }

    private static void Divide(long width, long heads, TensorShape shape)
    {
        if (width < 1 || width % heads != 0)
            throw new ShapeConflictException($"a width of {width} ({shape}) does not make {heads} heads");
    }

    private static ShapeConflictException Misfit(TensorShape q, TensorShape k, TensorShape v) =>
        new($"queries {q}, keys {k} and values {v} do not fit together");

    /// <summary>Elements of the scores.</summary>
    public long Scores => checked(Batch * Heads * Queries * Keys);

    /// <summary>Multiply-accumulates of both products, and of the projections where they are included.</summary>
    public long Macs => checked((Scores * (HeadSize + ValueSize)) + ProjectionMacs);
}
