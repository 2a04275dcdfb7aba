using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Operators that work element by element.</summary>
internal static class ElementwiseShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(
            Same, "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "BitwiseNot", "Ceil", "Celu", "Clip", "Cos", "Cosh", "Elu",
            "Erf", "Exp", "Floor", "Gelu", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "Log", "LRN", "MeanVarianceNormalization",
            "Mish", "Neg", "Not", "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softplus",
            "Softsign", "Sqrt", "Swish", "Tan", "Tanh", "ThresholdedRelu", "ReverseSequence");
        // Operators of the first operator sets, some of which live on in old files.
        rules.Add(Same, "ImageScaler", "ParametricSoftplus", "ScaledTanh", "Scale", "Affine");
        rules.Add(context => AlongAxis(context, context.Opset < 13 ? 1 : -1), "Softmax", "LogSoftmax", "Hardmax");
        rules.Add(context => AlongAxis(context, -1), "LpNormalization");
        rules.Add(context =>
        {
            if (context.Shape(0) is { } x && context.Value(1)?.Single is { } axis)
                ValueContext.AxisOf((long)axis, x);
            return Same(context);
        }, "CumSum", "CumProd");
        rules.Add(Triangle, "Trilu");
        rules.AddContrib(Triangle, "Trilu");
        rules.AddContrib(Same, "BiasGelu", "BiasSoftmax", "FastGelu", "Gelu", "QuickGelu", "BiasAdd", "BiasDropout", "RotaryEmbedding");
        rules.Add(Same, "RotaryEmbedding");
        rules.Add(context => Broadcast(context, context.Type(0)), "Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Mod", "Mean", "Sum",
            "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor");
        rules.Add(context => Broadcast(context, DataType.Bool), "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or",
            "Xor");
        rules.Add(Slope, "PRelu");
        rules.Add(SameTwice, "SwiGLU");
        rules.Add(context => new Guess(DataType.Bool, context.Shape(0)), "IsNaN", "IsInf");
        rules.Add(context => new Guess(context.Type(1), BroadcastAll(context)), "Where");
        rules.Add(context => new Guess(CastTo(context), context.Shape(0)), "Cast");
        rules.Add(context => new Guess(context.Type(1), context.Shape(0)), "CastLike");
        rules.Add(BitCast, "BitCast");
        rules.Add(("", "Dropout"), context => [Same(context), new Guess(context.Opset < 10 ? context.Type(0) : DataType.Bool,
            context.Shape(0))]);
        rules.Add(context => Typed(context, "dtype", context.Type(0)) with { Shape = context.Shape(0) }, "EyeLike", "RandomNormalLike",
            "RandomUniformLike", "Bernoulli");
        rules.Add(context => Typed(context, "dtype", DataType.Float32)
            with
        { Shape = context.List("shape") is { } sizes ? ShapeArithmetic.Checked(sizes) : null }, "RandomNormal", "RandomUniform");
        rules.Add(context => Typed(context, "dtype", DataType.Int32)
            with
        { Shape = context.Shape(0, 2) is { } x ? new TensorShape(x[0], context.Integer("sample_size", 1)) : null }, "Multinomial");
    }

    /// <summary>Type and shape of the first input.</summary>
    public static Guess Same(ValueContext context) => new(context.Type(0), context.Shape(0));

    private static Guess AlongAxis(ValueContext context, long absent)
    {
        if (context.Shape(0) is { Rank: > 0 } x)
        {
            // Before operator set 13 the axis may also be the number of dimensions, which leaves one column.
            long axis = context.Integer("axis", absent);
            if (!(context.Opset < 13 && axis == x.Rank))
                ValueContext.AxisOf(axis, x);
        }

        return Same(context);
    }

    private static Guess Triangle(ValueContext context)
    {
        context.Shape(0, 2, int.MaxValue);
        return Same(context);
    }

    private static Guess SameTwice(ValueContext context)
    {
        if (context.Shape(0) is { } left && context.Shape(1) is { } right && !left.Equals(right))
            throw new ShapeConflictException($"operands of shapes {left} and {right} must be of the same shape");
        return new Guess(context.Type(0), context.Shape(0) ?? context.Shape(1));
    }

    private static Guess Broadcast(ValueContext context, DataType type) =>
        new(type, context.Opset < 7 && context.Count == 2 ? BroadcastAlong(context) : BroadcastAll(context));

    private static TensorShape? BroadcastAll(ValueContext context) =>
        ShapeArithmetic.Broadcast(Enumerable.Range(0, context.Count).Select(context.Shape));

    /// <summary>
    /// Before operator set 7 only the second operand is broadcast, and only where the node says so: its dimensions stand in the
    /// first one's place from an axis on, at the end where none is named.
    /// </summary>
    private static TensorShape? BroadcastAlong(ValueContext context)
    {
        if (context.Shape(0) is not { } left || context.Shape(1) is not { } right)
            return null;
        if (left.Equals(right) || right.Elements == 1)
            return left;
        int axis = context.Node.Attribute("axis") is long given
            ? ValueContext.AxisOf(given, left)
            : left.Rank - right.Rank;
        bool fits = axis >= 0 && axis + right.Rank <= left.Rank
            && Enumerable.Range(0, right.Rank).All(index => right[index] == left[axis + index] || right[index] == 1);
        return context.Integer("broadcast") == 1 && fits
            ? left
            : throw new ShapeConflictException(
                $"operands of shapes {left} and {right} do not fit together by the rules of operator set {context.Opset} "
                + $"(broadcast {context.Integer("broadcast")}, axis {axis})");
    }

    /// <summary>A slope for all, one for each channel (before operator set 7), or slopes that are broadcast to the input.</summary>
    private static Guess Slope(ValueContext context)
    {
        if (context.Shape(0) is { } x && context.Shape(1) is { } slope && slope.Elements != 1
            && !(context.Opset < 7 && slope.Rank == 1 && x.Rank > 1 && slope[0] == x[1]))
            return new Guess(context.Type(0), ShapeArithmetic.Broadcast(x, slope));
        return Same(context);
    }

    private static Guess BitCast(ValueContext context)
    {
        DataType to = Number(context.Integer("to"));
        if (to.Bits() > 0 && context.Type(0).Bits() > 0 && to.Bits() != context.Type(0).Bits())
            throw new ShapeConflictException(
                $"elements of {context.Type(0).ToName()} have {context.Type(0).Bits()} bits, those of {to.ToName()} {to.Bits()}");
        return new Guess(to, context.Shape(0));
    }

    /// <summary>The type by its number, or by its name as in the first operator sets.</summary>
    private static DataType CastTo(ValueContext context) => context.Node.Attribute("to") switch
    {
        long number => Number(number),
        string name => name.ToUpperInvariant() switch
        {
            "FLOAT" => DataType.Float32,
            "DOUBLE" => DataType.Float64,
            "STRING" => DataType.Text,
            var other => Enum.TryParse(other, ignoreCase: true, out DataType type) ? type : DataType.Unknown,
        },
        _ => DataType.Unknown,
    };

    private static DataType Number(long number) => Enum.IsDefined((DataType)number) ? (DataType)number : DataType.Unknown;

    private static Guess Typed(ValueContext context, string attribute, DataType absent) =>
        new(context.Integer(attribute, (long)absent) is var number && Enum.IsDefined((DataType)number) ? (DataType)number : absent, null);
}
