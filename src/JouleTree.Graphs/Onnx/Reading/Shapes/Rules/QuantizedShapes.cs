using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Between numbers and their quantised form, and arithmetic on the latter.</summary>
internal static class QuantizedShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(Quantized, "QuantizeLinear");
        rules.AddContrib(Quantized, "QuantizeLinear");
        rules.Add(Dequantized, "DequantizeLinear");
        rules.AddContrib(Dequantized, "DequantizeLinear");
        rules.Add(("", "DynamicQuantizeLinear"), context =>
        [
            new Guess(DataType.UInt8, context.Shape(0)), new Guess(context.Type(0), TensorShape.Scalar),
                new Guess(DataType.UInt8, TensorShape.Scalar),
        ]);
        rules.AddContrib(context =>
        {
            RequireSingles(context, 1, 2, 4, 5, 6, 7);
            return new Guess(context.Type(0), ShapeArithmetic.Broadcast([context.Shape(0), context.Shape(3)]));
        }, "QLinearAdd", "QLinearMul");
        rules.AddContrib(context =>
        {
            RequireSingles(context, 1, 2, 3, 4);
            return ElementwiseShapes.Same(context);
        }, "QLinearLeakyRelu", "QLinearSigmoid");
        rules.AddContrib(context =>
        {
            // Of what is one number the first is read.
            if (context.Shape(0) is { } x)
                ValueContext.AxisOf(context.Integer("axis", -1), x);
            return ElementwiseShapes.Same(context);
        }, "QLinearSoftmax");
        rules.AddContrib(Concat, "QLinearConcat");
        rules.AddContrib(
            context => new Guess(context.Type(0), context.Shape(0) is { } x
                ? ShapeArithmetic.Reduced(x, context.List("axes"), context.Integer("keepdims", 1) == 1)
                : null), "QLinearReduceMean");
        rules.AddContrib(
            context => new Guess(context.Type(1), ShapeArithmetic.Broadcast([context.Shape(0), context.Shape(1), context.Shape(4)])),
                "QLinearWhere");
        rules.AddContrib(context => new Guess(DataType.Int32, ShapeArithmetic.Broadcast([context.Shape(0), context.Shape(2)])),
            "MulInteger");
    }

    private static Guess Quantized(ValueContext context)
    {
        RequireScale(context);
        DataType type = context.Has(2) ? context.Type(2)
            : context.Integer("output_dtype") is var wanted && wanted > 0 && Enum.IsDefined((DataType)wanted)
                ? (DataType)wanted
                : DataType.UInt8;
        return new Guess(type, context.Shape(0));
    }

    private static Guess Dequantized(ValueContext context)
    {
        RequireScale(context);
        DataType type = context.Integer("output_dtype") is var wanted && wanted > 0 && Enum.IsDefined((DataType)wanted)
            ? (DataType)wanted
            : context.Type(1);
        return new Guess(type, context.Shape(0));
    }

    /// <summary>Scales and zero points of which there is one for all.</summary>
    public static void RequireSingles(ValueContext context, params ReadOnlySpan<int> inputs)
    {
        foreach (int single in inputs)
            context.RequireSingle(single, $"input {single}, a scale or zero point,");
    }

    /// <summary>One scale or zero point for all, or one for each column of a matrix.</summary>
    /// <param name="context">The node.</param>
    /// <param name="index">Which input.</param>
    /// <param name="matrix">The matrix; null where it is not known.</param>
    /// <exception cref="ShapeConflictException">It is neither.</exception>
    public static void RequireColumns(ValueContext context, int index, TensorShape? matrix)
    {
        if (matrix is not { Rank: > 1 } || context.Shape(index) is not { } each || each is { Elements: 1, Rank: <= 1 })
            return;
        bool fits = each.Rank == 1
            ? matrix.Rank == 2 && each[0] == matrix[^1]
            : each.Rank == matrix.Rank && each[^1] == matrix[^1] && each[^2] == 1 && each[..^2].SequenceEqual(matrix[..^2]);
        if (!fits)
            throw new ShapeConflictException(
                $"input {index}, a scale or zero point, is of shape {each}: expected one number, or one for each column of {matrix}");
    }

    /// <summary>One scale for all, one for each position of an axis, or, with blocks, one for each block of it.</summary>
    private static void RequireScale(ValueContext context)
    {
        if (context.Shape(0) is not { } x || context.Shape(1) is not { } scale)
            return;
        if (context.Shape(2) is { } zero
            && (zero.Elements != scale.Elements || (scale.Elements > 1 && !zero.Equals(scale)) || (scale.Rank <= 1 && zero.Rank > 1)))
            throw new ShapeConflictException($"zero points of shape {zero} for scales of shape {scale}");
        if (scale is { Elements: 1, Rank: <= 1 })
            return;
        int axis = ValueContext.AxisOf(context.Integer("axis", 1), x);
        long block = context.Integer("block_size");
        bool fits = block > 0
            ? scale.Rank == x.Rank && Enumerable.Range(0, x.Rank).All(place =>
                scale[place] == (place == axis ? (x[place] + block - 1) / block : x[place]))
            : scale.Rank == 1 && scale[0] == x[axis];
        if (!fits)
            throw new ShapeConflictException(
                $"scales of shape {scale} do not fit {x} along dimension {axis}{(block > 0 ? $" in blocks of {block}" : "")}");
    }

    /// <summary>Scale and zero point of the output come first, then value, scale and zero point of each operand.</summary>
    private static Guess Concat(ValueContext context)
    {
        if (context.Shape(2) is not { } first)
            return new Guess(context.Type(1), null);
        int axis = ValueContext.AxisOf(context.Integer("axis"), first);
        long[] sizes = [.. first];
        for (int index = 5; index < context.Count; index += 3)
        {
            if (context.Shape(index) is not { } next)
                return new Guess(context.Type(1), null);
            if (next.Rank != first.Rank || !Enumerable.Range(0, first.Rank).All(place => place == axis || next[place] == first[place]))
                throw new ShapeConflictException($"tensors of shapes {first} and {next} cannot be joined along dimension {axis}");
            sizes[axis] += next[axis];
        }

        return new Guess(context.Type(1), new TensorShape(sizes));
    }
}
