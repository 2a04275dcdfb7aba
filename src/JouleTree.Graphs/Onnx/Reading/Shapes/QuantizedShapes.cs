using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Between numbers and their quantised form, and arithmetic on the latter.</summary>
internal static class QuantizedShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(Quantized, "QuantizeLinear");
        rules.AddContrib(Quantized, "QuantizeLinear");
        rules.Add(context => new Guess(context.Type(1), context.Shape(0)), "DequantizeLinear");
        rules.AddContrib(context => new Guess(context.Type(1), context.Shape(0)), "DequantizeLinear");
        rules.Add(("", "DynamicQuantizeLinear"), context =>
        [
            new Guess(DataType.UInt8, context.Shape(0)), new Guess(context.Type(0), TensorShape.Scalar),
                new Guess(DataType.UInt8, TensorShape.Scalar),
        ]);
        rules.AddContrib(context =>
            new Guess(context.Type(0), context.Shape(0) is { } a && context.Shape(3) is { } b ? a.Broadcast(b) : null), "QLinearAdd",
                "QLinearMul");
        rules.AddContrib(ElementwiseShapes.Same, "QLinearLeakyRelu", "QLinearSigmoid", "QLinearSoftmax");
        rules.AddContrib(Concat, "QLinearConcat");
        rules.AddContrib(
            context => new Guess(context.Type(0), context.Shape(0) is { } x
                ? ShapeArithmetic.Reduced(x, context.List("axes"), context.Integer("keepdims", 1) == 1)
                : null), "QLinearReduceMean");
        rules.AddContrib(
            context => new Guess(context.Type(1), ShapeArithmetic.Broadcast([context.Shape(0), context.Shape(1), context.Shape(4)])),
                "QLinearWhere");
        rules.AddContrib(Gathered, "GatherBlockQuantized");
        rules.AddContrib(context => new Guess(DataType.Int32, ShapeArithmetic.Broadcast([context.Shape(0), context.Shape(2)])),
            "MulInteger");
    }

    private static Guess Quantized(ValueContext context)
    {
        DataType type = context.Has(2) ? context.Type(2)
            : context.Integer("output_dtype") is var wanted && wanted > 0 && Enum.IsDefined((DataType)wanted)
                ? (DataType)wanted
                : DataType.UInt8;
        return new Guess(type, context.Shape(0));
    }

    /// <summary>Scale and zero point of the output come first, then value, scale and zero point of each operand.</summary>
    private static Guess Concat(ValueContext context)
    {
        if (context.Shape(2) is not { } first || ValueContext.Axis(context.Integer("axis"), first.Rank) is not { } axis)
            return new Guess(context.Type(1), null);
        long[] sizes = [.. first];
        for (int index = 5; index < context.Count; index += 3)
        {
            if (context.Shape(index) is not { } next)
                return new Guess(context.Type(1), null);
            sizes[axis] += next[axis];
        }

        return new Guess(context.Type(1), new TensorShape(sizes));
    }

    private static Guess Gathered(ValueContext context)
    {
        if (context.Shape(0) is not { } data || context.Shape(1) is not { } indices
            || ValueContext.Axis(context.Integer("gather_axis"), data.Rank) is not { } axis)
            return new Guess(context.Type(2), null);
        long[] sizes = [.. data[..axis], .. indices, .. data[(axis + 1)..]];
        // Two numbers of four bits share a byte of an 8-bit table.
        if (context.Type(0) == DataType.UInt8)
            sizes[^1] *= 8 / context.Integer("bits", 4);
        return new Guess(context.Type(2), new TensorShape(sizes));
    }
}
