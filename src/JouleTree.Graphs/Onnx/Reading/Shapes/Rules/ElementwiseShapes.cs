using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Operators that work element by element.</summary>
internal static class ElementwiseShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(
            Same, "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "BitwiseNot", "Ceil", "Celu", "Cos", "Cosh", "Elu",
            "Erf", "Exp", "Floor", "HardSigmoid", "HardSwish", "LeakyRelu", "Log", "LRN", "MeanVarianceNormalization",
            "Mish", "Neg", "Not", "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softplus",
            "Softsign", "Sqrt", "Swish", "Tan", "Tanh", "ThresholdedRelu");
        rules.Add(context =>
        {
            context.RequireWord("approximate", "none", "tanh");
            return Same(context);
        }, "Gelu");
        rules.Add(Clipped, "Clip");
        rules.Add(Reversed, "ReverseSequence");
        // Operators of the first operator sets, some of which live on in old files.
        rules.Add(Same, "ImageScaler", "ParametricSoftplus", "ScaledTanh", "Scale", "Affine");
        rules.Add(context => AlongAxis(context, context.Opset < 13 ? 1 : -1), "Softmax", "LogSoftmax", "Hardmax");
        rules.Add(context => AlongAxis(context, -1), "LpNormalization");
        rules.Add(context =>
        {
            context.RequireSingle(1, "the axis");
            if (context.Shape(0, 1, int.MaxValue) is { } x && context.Value(1)?.Single is { } axis)
                ValueContext.AxisOf((long)axis, x);
            return Same(context);
        }, "CumSum", "CumProd");
        rules.Add(Triangle, "Trilu");
        rules.AddContrib(Triangle, "Trilu");
        rules.AddContrib(Same, "BiasSoftmax", "Gelu", "QuickGelu", "BiasAdd", "BiasDropout");
        rules.AddContrib(context =>
        {
            if (context.Shape(0) is { Rank: > 0 } x)
                context.RequireOneOf(1, "the bias", new TensorShape(x[^1]));
            return Same(context);
        }, "BiasGelu", "FastGelu");
        rules.Add(context => context.Opset < 8 ? AllAlike(context) : Broadcast(context, context.Type(0)), "Min", "Max", "Mean", "Sum");
        rules.Add(context => Broadcast(context, context.Type(0)), "Add", "Sub", "Mul", "Div", "Pow", "Mod", "BitShift",
            "BitwiseAnd", "BitwiseOr", "BitwiseXor");
        rules.Add(context => Broadcast(context, DataType.Bool), "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or",
            "Xor");
        rules.Add(Slope, "PRelu");
        rules.Add(AllAlike, "SwiGLU");
        rules.Add(context => new Guess(DataType.Bool, context.Shape(0)), "IsNaN", "IsInf");
        rules.Add(context => new Guess(context.Type(1), BroadcastAll(context)), "Where");
        rules.Add(context => new Guess(CastTo(context), context.Shape(0)), "Cast");
        rules.Add(context => new Guess(context.Type(1), context.Shape(0)), "CastLike");
        rules.Add(BitCast, "BitCast");
        rules.Add(("", "Dropout"), context =>
        {
            context.Shape(1, 0);
            context.Shape(2, 0);
            return [Same(context), new Guess(context.Opset < 10 ? context.Type(0) : DataType.Bool, context.Shape(0))];
        });
        rules.Add(context => Typed(context, "dtype", context.Type(0)) with { Shape = context.Shape(0, 2) }, "EyeLike");
        rules.Add(context => Typed(context, "dtype", context.Type(0)) with { Shape = context.Shape(0) }, "RandomNormalLike",
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

    private static Guess Clipped(ValueContext context)
    {
        context.RequireSingle(1, "the minimum");
        context.RequireSingle(2, "the maximum");
        return Same(context);
    }

    private static Guess Reversed(ValueContext context)
    {
        if (context.Shape(0, 2, int.MaxValue) is { } x)
        {
            foreach (string name in (ReadOnlySpan<string>)["batch_axis", "time_axis"])
            {
                if (context.Integer(name) is not (0 or 1) and var axis)
                    throw new ShapeConflictException($"{name} is {axis}: expected 0 or 1");
            }

            // The other one of the first two dimensions is the batch.
            int batch = context.Integer("time_axis") == 0 ? 1 : 0;
            context.RequireVector(1, "the list of lengths");
            context.RequireLength(1, x[batch], "the list of lengths", $"the batch of {x} is");
        }

        return Same(context);
    }

    private static Guess AlongAxis(ValueContext context, long absent)
    {
        if (context.Shape(0, 1, int.MaxValue) is { } x)
            ValueContext.AxisOf(context.Integer("axis", absent), x);

        return Same(context);
    }

    private static Guess Triangle(ValueContext context)
    {
        context.Shape(0, 2, int.MaxValue);
        context.RequireSingle(1, "the diagonal");
        return Same(context);
    }

    /// <summary>Operands of one shape: nothing is broadcast.</summary>
    private static Guess AllAlike(ValueContext context)
    {
        TensorShape[] shapes = [.. Enumerable.Range(0, context.Count).Select(context.Shape).OfType<TensorShape>()];
        if (Array.Exists(shapes, shape => !shape.Equals(shapes[0])))
            throw new ShapeConflictException($"operands of shapes {string.Join(", ", shapes.AsEnumerable())} must be of the same shape");
        return new Guess(context.Type(0), shapes.Length > 0 ? shapes[0] : null);
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
