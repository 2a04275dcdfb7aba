using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Operators that work element by element.</summary>
internal static class ElementwiseShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(
            Same, "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "BitwiseNot", "Ceil", "Celu", "Clip", "Cos", "Cosh", "CumProd",
                "CumSum", "Elu", "Erf",
            "Exp", "Floor", "Gelu", "HardSigmoid", "HardSwish", "Hardmax", "Identity", "LeakyRelu", "Log", "LogSoftmax", "LpNormalization",
                "LRN", "MeanVarianceNormalization",
            "Mish", "Neg", "Not", "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softmax", "Softplus",
                "Softsign", "Sqrt", "Swish",
            "Tan", "Tanh", "ThresholdedRelu", "Trilu", "ReverseSequence", "ScatterElements", "ScatterND", "Scatter", "TensorScatter",
                "Bernoulli");
        rules.AddContrib(Same, "BiasGelu", "BiasSoftmax", "FastGelu", "Gelu", "QuickGelu", "Trilu", "BiasAdd", "BiasDropout",
            "RotaryEmbedding");
        rules.Add(Same, "RotaryEmbedding");
        rules.Add(context => Broadcast(context, context.Type(0)), "Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Mod", "Mean", "Sum",
            "PRelu", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor");
        rules.Add(context => Broadcast(context, DataType.Bool), "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or",
            "Xor");
        rules.Add(context => new Guess(DataType.Bool, context.Shape(0)), "IsNaN", "IsInf");
        rules.Add(context => Broadcast(context, context.Type(1)), "Where");
        rules.Add(
            context => new Guess(Enum.IsDefined((DataType)context.Integer("to")) ? (DataType)context.Integer("to") : DataType.Unknown,
                context.Shape(0)), "Cast");
        rules.Add(context => new Guess(context.Type(1), context.Shape(0)), "CastLike");
        rules.Add(("", "Dropout"), context => [Same(context), new Guess(DataType.Bool, context.Shape(0))]);
        rules.Add(context => Typed(context, "dtype", context.Type(0)) with { Shape = context.Shape(0) }, "EyeLike", "RandomNormalLike",
            "RandomUniformLike");
        rules.Add(context => Typed(context, "dtype", DataType.Float32)
            with
        { Shape = context.List("shape") is { } sizes ? ShapeArithmetic.Of(sizes) : null }, "RandomNormal", "RandomUniform");
    }

    /// <summary>Type and shape of the first input.</summary>
    public static Guess Same(ValueContext context) => new(context.Type(0), context.Shape(0));

    private static Guess Broadcast(ValueContext context, DataType type) =>
        new(type, ShapeArithmetic.Broadcast(Enumerable.Range(0, context.Count).Select(context.Shape)));

    private static Guess Typed(ValueContext context, string attribute, DataType absent) =>
        new(context.Integer(attribute, (long)absent) is var number && Enum.IsDefined((DataType)number) ? (DataType)number : absent, null);
}
