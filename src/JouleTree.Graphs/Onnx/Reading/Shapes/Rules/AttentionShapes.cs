using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Attention in one operator: ONNX's own and ONNX Runtime's.</summary>
internal static class AttentionShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(("ai.onnx.preview", "FlexAttention"), context =>
            [Of(context, AttentionSizes.Flexible(context), heads: true)[0]]);
        foreach (string domain in (ReadOnlySpan<string>)["", "com.microsoft"])
            rules.Add((domain, "LinearAttention"), Linear);
        rules.Add(("", "Attention"), context => Of(context, AttentionSizes.Standard(context), context.Shape(0)?.Rank == 4));
        rules.Add(("com.microsoft", "Attention"), context => Packed(context, AttentionSizes.Projecting(context, 4)));
        rules.Add(("com.microsoft", "QAttention"), context => Packed(context, AttentionSizes.Projecting(context, 8)));
        rules.Add(("com.microsoft", "MultiHeadAttention"), context => Of(context, AttentionSizes.MultiHead(context), false));
        rules.Add(("com.microsoft", "DecoderMaskedMultiHeadAttention"), context => Of(context, AttentionSizes.MultiHead(context), false));
        rules.Add(("com.microsoft", "GroupQueryAttention"), context => Of(context, AttentionSizes.Grouped(context), false));
    }

    /// <summary>The result, then keys and values as the next step finds them, which have types of their own, and the scores.</summary>
    private static Guess[] Of(ValueContext context, AttentionSizes? sizes, bool heads)
    {
        DataType type = context.Type(0);
        (int past, DataType key, DataType value) = context.Node.OpType switch
        {
            "GroupQueryAttention" => (3, type, type),
            "Attention" => (4, context.Type(1), context.Type(2)),
            _ => (AttentionSizes.PastOf(context), type, type),
        };
        (key, value) = context.Has(past) ? (context.Type(past), context.Type(past + 1)) : (key, value);
        if (sizes is not { } known)
            return [new Guess(type, null), new Guess(key, null), new Guess(value, null), new Guess(type, null)];
        TensorShape result = heads
            ? new TensorShape(known.Batch, known.Heads, known.Queries, known.ValueSize)
            : new TensorShape(known.Batch, known.Queries, known.Heads * known.ValueSize);
        long kept = Math.Max(known.Keys, known.Room);
        Guess keys = new(key, new TensorShape(known.Batch, known.KeyHeads, kept, known.HeadSize));
        Guess values = new(value, new TensorShape(known.Batch, known.KeyHeads, kept, known.ValueSize));
        return [new Guess(type, result), keys, values,
            new Guess(type, new TensorShape(known.Batch, known.Heads, known.Queries, known.Keys))];
    }

    private static Guess[] Packed(ValueContext context, AttentionSizes? sizes)
    {
        DataType type = context.Node.OpType == "QAttention" ? context.Type(3) : context.Type(0);
        return sizes is not { } known
            ? [new Guess(type, null), new Guess(type, null)]
            : [new Guess(type, new TensorShape(known.Batch, known.Queries, known.Heads * known.ValueSize)),
                new Guess(type, new TensorShape(2, known.Batch, known.Heads, known.Keys, known.HeadSize))];
    }

    /// <summary>
    /// A recurrence over a state [b, key heads, key size, value size]; queries, keys and values are packed, [b, n, heads · size].
    /// </summary>
    private static Guess[] Linear(ValueContext context)
    {
        DataType type = context.Type(0);
        Guess unknown = new(type, null);
        return LinearAttentionSizes.Of(context) is { } sizes
            ? [new Guess(type, new TensorShape(sizes.Batch, sizes.Positions, sizes.ResultHeads * sizes.ValueSize)),
                new Guess(context.Has(3) ? context.Type(3) : type, sizes.State(context))]
            : [unknown, unknown];
    }
}
