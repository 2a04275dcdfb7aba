using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Normalisations. ONNX Runtime registers some of its own in the standard domain.</summary>
internal static class NormalizationShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(("", "BatchNormalization"), context =>
            [ElementwiseShapes.Same(context), .. Enumerable.Repeat(new Guess(context.Type(0), context.Shape(3)), 4)]);
        rules.Add(ElementwiseShapes.Same, "InstanceNormalization", "GroupNormalization", "RMSNormalization");
        foreach (string opType in (ReadOnlySpan<string>)["LayerNormalization", "SimplifiedLayerNormalization"])
            rules.Add(("", opType), Layer);
        foreach (string opType in (ReadOnlySpan<string>)["LayerNormalization", "SimplifiedLayerNormalization"])
            rules.Add(("com.microsoft", opType), Layer);
        foreach (string opType in (ReadOnlySpan<string>)["SkipLayerNormalization", "SkipSimplifiedLayerNormalization"])
            rules.Add(("com.microsoft", opType), Skip);
        rules.Add(("", "SkipLayerNormalization"), Skip);
        rules.Add(("", "SkipSimplifiedLayerNormalization"), Skip);
        rules.AddContrib(ElementwiseShapes.Same, "GroupNorm");
        rules.Add(("com.microsoft", "SkipGroupNorm"), context => [ElementwiseShapes.Same(context), ElementwiseShapes.Same(context)]);
        rules.Add(("com.microsoft", "EmbedLayerNormalization"), Embed);
    }

    private static Guess[] Layer(ValueContext context)
    {
        TensorShape? reduced = context.Shape(0) is { } x && ValueContext.Axis(context.Integer("axis", -1), x.Rank) is { } axis
            ? new TensorShape([.. x[..axis], .. Enumerable.Repeat(1L, x.Rank - axis)])
            : null;
        return [ElementwiseShapes.Same(context), new Guess(DataType.Float32, reduced), new Guess(DataType.Float32, reduced)];
    }

    /// <summary>The sum of input and skip, normalised; the fourth output is that sum.</summary>
    private static Guess[] Skip(ValueContext context)
    {
        Guess same = ElementwiseShapes.Same(context);
        Guess reduced = new(DataType.Float32, context.Shape(0)?.WithLast(1));
        return [same, reduced, reduced, same];
    }

    private static Guess[] Embed(ValueContext context)
    {
        Guess made = new(context.Type(2), context.Shape(0) is { } ids && context.Shape(2) is { Rank: 2 } table
            ? new TensorShape([.. ids, table[1]])
            : null);
        return [made, new Guess(DataType.Int32, context.Shape(0) is { } shape ? new TensorShape(shape[0]) : null), made];
    }
}
