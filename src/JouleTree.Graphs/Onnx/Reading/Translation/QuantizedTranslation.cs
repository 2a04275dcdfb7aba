namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>Quantised operators: the same products and convolutions, with scales and rounding.</summary>
internal static class QuantizedTranslation
{
    /// <summary>Scale, round and add the zero point: what it takes to quantise a sum again.</summary>
    private const long Requantize = 3;

    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<NodeContext, Translated>> rules)
    {
        rules.Add(context => Convolution(context, 0, 3, context.Known.Input(8), Requantize), "QLinearConv");
        rules.AddContrib(context => Convolution(context, 0, 3, context.Known.Input(8), Requantize), "QLinearConv");
        rules.Add(context => Convolution(context, 0, 1, null, 0), "ConvInteger");
        rules.Add(context => Product(context, 0, 3, null, Requantize), "QLinearMatMul");
        rules.Add(context => Product(context, 0, 1, null, 0), "MatMulInteger");
        rules.AddContrib(context => Product(context, 0, 1, null, 0), "MatMulInteger16");
        rules.AddContrib(context => Product(context, 0, 1, context.Known.Input(6), 1), "MatMulIntegerToFloat");
        // Minimum, maximum and quantisation of the input: six operations for each element.
        rules.AddContrib(context => Product(context, 0, 1, context.Known.Input(4), 1, 6 * (context.Known.Shape(0)?.Elements ?? 0)),
            "DynamicQuantizeMatMul");
        rules.AddContrib(QuantizedGemm, "QGemm");
        rules.AddContrib(context => NBits(context, "MatMulNBits", context.Known.Integer("bits", 4), context.Known.Input(5)),
            "MatMulNBits");
        rules.AddContrib(context => NBits(context, "MatMulBnb4", 4, null), "MatMulBnb4");
        rules.Add(context => context.Keep(), "QuantizeLinear", "DequantizeLinear");
        rules.AddContrib(context => context.Keep(), "QuantizeLinear", "DequantizeLinear");
        rules.Add(context => context.As("DynamicQuantizeLinear", ("flops_per_element", 6L)), "DynamicQuantizeLinear");
        // Two operands dequantised (2 each), the operation, and the result quantised.
        rules.AddContrib(context => context.As(context.Node.OpType, ("flops_per_element", 5 + Requantize)), "QLinearAdd", "QLinearMul");
        rules.AddContrib(context => context.As("QLinearLeakyRelu", ("flops_per_element", 4 + Requantize)), "QLinearLeakyRelu");
        rules.AddContrib(context => context.As("QLinearSigmoid", ("flops_per_element", 5 + Requantize)), "QLinearSigmoid");
        rules.AddContrib(context => context.As("QLinearSoftmax", ("flops_per_element", 7 + Requantize)), "QLinearSoftmax");
        rules.AddContrib(context => context.As("QLinearWhere", ("flops_per_element", 2 + Requantize)), "QLinearWhere");
        rules.AddContrib(context => context.As("MulInteger", ("flops_per_element", 1L)), "MulInteger");
        rules.AddContrib(context => context.As("QLinearConcat"), "QLinearConcat");
        rules.AddContrib(context => context.As("QLinearReduceMean"), "QLinearReduceMean");
        rules.AddContrib(context => context.As("ReduceSum"), "ReduceSumInteger");
        rules.AddContrib(context => NodeContext.Of(
            "GatherBlockQuantized",
            [context.Known.Input(1),
                context.WeightOrInput(0) is { } table ? Packing.Unpacked(table, context.Known.Integer("bits", 4)) : null,
                context.Known.Input(2)], ("flops_per_element", 2L)),
                "GatherBlockQuantized");
    }

    private static Translated Convolution(NodeContext context, int input, int weightInput, Tensor? bias, long epilogue)
    {
        if (context.WeightOrInput(weightInput) is not { Shape: { Rank: > 2 } shape } weight || shape[0] == 0)
            return context.Keep();
        return NodeContext.Of(
            context.Node.OpType, [context.Known.Input(input), weight, bias, .. Others(context, input, weightInput, bias)],
            ("reduction", shape.Elements / shape[0]), ("epilogue", epilogue + (bias is null ? 0 : 1)));
    }

    private static Translated Product(NodeContext context, int left, int right, Tensor? bias, long epilogue, long extra = 0)
    {
        if (context.Known.Shape(left) is not { Rank: > 0 } shape)
            return context.Keep();
        return NodeContext.Of(
            context.Node.OpType, [context.Known.Input(left), context.WeightOrInput(right), bias, .. Others(context, left, right, bias)],
            ("reduction", shape[^1]), ("epilogue", epilogue + (bias is null ? 0 : 1)), ("extra", extra));
    }

    /// <summary>Scales and zero points, which are read but not multiplied.</summary>
    private static IEnumerable<Tensor> Others(NodeContext context, int left, int right, Tensor? bias) =>
        Enumerable.Range(0, context.Known.Count).Where(index => index != left && index != right).Select(context.Known.Input)
            .OfType<Tensor>().Where(tensor => tensor != bias);

    private static Translated QuantizedGemm(NodeContext context)
    {
        if (context.Known.Shape(0) is not { Rank: 2 } shape)
            return context.Keep();
        Tensor? bias = context.Known.Input(6);
        return NodeContext.Of(
            "QGemm", [context.Known.Input(0), context.WeightOrInput(3), bias],
            ("reduction", context.Known.Integer("transA") == 1 ? shape[0] : shape[1]), ("epilogue", Requantize + (bias is null ? 0 : 1)));
    }

    /// <summary>A weight of few bits, packed into bytes: [N, blocks, bytes of a block]; the parameters are N · K.</summary>
    private static Translated NBits(NodeContext context, string type, long bits, Tensor? bias)
    {
        long k = context.Known.Integer("K");
        long n = context.Known.Integer("N");
        if (k < 1 || n < 1)
            return context.Keep();
        Tensor? weight = context.WeightOrInput(1);
        DataType element = bits switch { 2 => DataType.UInt2, 4 => DataType.UInt4, _ => DataType.UInt8 };
        Tensor? unpacked = weight is null ? null : Packing.Of(weight, element, new TensorShape(n, k));
        return NodeContext.Of(
            type, [context.Known.Input(0), unpacked, context.Known.Input(2), context.Known.Input(3), bias],
            // Each weight is taken out of its byte, shifted and scaled once: two operations.
            ("reduction", k), ("epilogue", bias is null ? 0L : 1L), ("extra", 2 * n * k));
    }
}
