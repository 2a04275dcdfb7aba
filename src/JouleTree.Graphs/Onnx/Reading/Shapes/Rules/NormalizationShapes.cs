using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Normalisations. ONNX Runtime registers some of its own in the standard domain.</summary>
internal static class NormalizationShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(("", "BatchNormalization"), Batch);
        rules.Add(Instance, "InstanceNormalization");
        rules.Add(Group, "GroupNormalization");
        rules.Add(context =>
        {
            if (context.Shape(0) is { } x)
                RequireScale(context, x, ValueContext.AxisOf(context.Integer("axis", -1), x), 1);
            // What comes out is of the scale's type.
            return new Guess(context.Type(1), context.Shape(0));
        }, "RMSNormalization");
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

    private static Guess[] Batch(ValueContext context)
    {
        if (context.Shape(0, 1, int.MaxValue) is { } x && context.Integer("spatial", 1) == 1)
        {
            long channels = x.Rank > 1 ? x[1] : 1;
            for (int index = 1; index <= 4; index++)
            {
                context.RequireVector(index, $"input {index}");
                context.RequireLength(index, channels, $"input {index}", $"the channels of {x} are");
            }
        }

        return [ElementwiseShapes.Same(context), .. Enumerable.Repeat(new Guess(context.Type(0), context.Shape(3)), 4)];
    }

    private static Guess Instance(ValueContext context)
    {
        if (context.Shape(0, 3, int.MaxValue) is { } x)
        {
            for (int index = 1; index <= 2; index++)
            {
                context.RequireVector(index, $"input {index}");
                context.RequireLength(index, x[1], $"input {index}", $"the channels of {x} are");
            }
        }

        return ElementwiseShapes.Same(context);
    }

    private static Guess Group(ValueContext context)
    {
        if (context.Shape(0, 2, int.MaxValue) is { } x)
        {
            long groups = context.Integer("num_groups", 1);
            if (groups < 1 || x[1] % groups != 0)
                throw new ShapeConflictException($"{x[1]} channels ({x}) do not make {groups} groups");
            // Up to operator set 20 a group has one scale, from 21 on a channel.
            long length = context.Opset < 21 ? groups : x[1];
            string why = context.Opset < 21 ? "the groups are" : $"the channels of {x} are";
            for (int index = 1; index <= 2; index++)
            {
                // One number for all is broadcast.
                if (context.Shape(index) is not { Elements: 1 })
                    context.RequireLength(index, length, index == 1 ? "the scale" : "the bias", why);
            }
        }

        return ElementwiseShapes.Same(context);
    }

    private static Guess[] Layer(ValueContext context)
    {
        TensorShape? reduced = null;
        if (context.Shape(0) is { } x)
        {
            int axis = ValueContext.AxisOf(context.Integer("axis", -1), x);
            RequireScale(context, x, axis, 1);
            RequireScale(context, x, axis, 2);
            reduced = new TensorShape([.. x[..axis], .. Enumerable.Repeat(1L, x.Rank - axis)]);
        }

        Guess made = new(context.Node.OpType == "LayerNormalization" ? context.Type(0) : context.Type(1), context.Shape(0));
        return [made, new Guess(DataType.Float32, reduced), new Guess(DataType.Float32, reduced)];
    }

    /// <summary>A scale or bias is as wide as what is normalised, or is broadcast to it.</summary>
    private static void RequireScale(ValueContext context, TensorShape x, int axis, int input)
    {
        TensorShape width = new(x[axis..]);
        if (context.Shape(input) is { } scale && !scale.Equals(width))
            ShapeArithmetic.RequireFits(scale, x, $"the {(input == 1 ? "scale" : "bias")} of a normalisation over {width}");
    }

    /// <summary>The sum of input and skip, normalised; the fourth output is that sum.</summary>
    private static Guess[] Skip(ValueContext context)
    {
        Guess same = ElementwiseShapes.Same(context);
        if (context.Shape(0, 2, 3) is { } x)
        {
            // The rows of a skip of fewer items are used again.
            if (context.Shape(1, 2, 3) is { } skip && (skip.Rank > x.Rank || !skip[^2..].SequenceEqual(x[^2..])))
                throw new ShapeConflictException($"the skip ({skip}) does not fit {x}");
            // Scale, shift (where the mean is taken away) and bias.
            for (int index = 2; index <= (context.Node.OpType == "SkipLayerNormalization" ? 4 : 3); index++)
                context.RequireOneOf(index, $"input {index}", new TensorShape(x[^1]));
        }

        Guess reduced = new(DataType.Float32, context.Shape(0)?.WithLast(1));
        return [same, reduced, reduced, same];
    }

    /// <summary>Words, segments, then tables of words, positions and segments, and scale and shift.</summary>
    private static Guess[] Embed(ValueContext context)
    {
        if (context.Shape(0, 2) is not { } ids || context.Shape(2, 2) is not { } table)
            return [new Guess(context.Type(2), null), new Guess(DataType.Int32, null), new Guess(context.Type(2), null)];
        context.RequireOneOf(1, "the list of segments", ids);
        for (int input = 3; input <= 4; input++)
        {
            if (context.Shape(input, 2) is { } other && other[1] != table[1])
                throw new ShapeConflictException($"tables of shapes {table} and {other}: expected one width");
        }

        context.RequireOneOf(5, "the scale", new TensorShape(table[1]));
        context.RequireOneOf(6, "the shift", new TensorShape(table[1]));
        context.RequireOneOf(7, "the mask", ids);
        Guess made = new(context.Type(2), new TensorShape([.. ids, table[1]]));
        return [made, new Guess(DataType.Int32, new TensorShape(ids[0])), made];
    }
}
