namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>Operators into which ONNX Runtime fuses several; each counts as its steps do.</summary>
internal static class FusedTranslation
{
    private const long LayerNorm = 8;
    private const long RmsNorm = 4;

    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<NodeContext, Translated>> rules)
    {
        rules.AddContrib(context => context.As("GELU"), "Gelu");
        rules.AddContrib(context => context.As("QuickGELU"), "QuickGelu");
        rules.AddContrib(context => context.As("BiasGelu", ("flops_per_element", 6L)), "BiasGelu");
        rules.AddContrib(context => context.As("FastGelu", ("flops_per_element", context.Known.Has(1) ? 9L : 8L)), "FastGelu");
        rules.AddContrib(context => context.As("BiasSoftmax", ("flops_per_element", 6L)), "BiasSoftmax");
        rules.AddContrib(context => context.As("BiasAdd", ("flops_per_element", 2L)), "BiasAdd");
        rules.AddContrib(context => context.As("BiasAdd", ("flops_per_element", context.Known.Has(2) ? 2L : 1L)), "BiasDropout");
        foreach (string domain in (ReadOnlySpan<string>)["", "com.microsoft"])
        {
            rules.Add((domain, "SkipLayerNormalization"),
                context => context.As("SkipLayerNormalization", ("flops_per_element", LayerNorm + 1 + (context.Known.Has(4) ? 1 : 0))));
            rules.Add((domain, "SkipSimplifiedLayerNormalization"),
                context => context.As("SkipSimplifiedLayerNormalization",
                ("flops_per_element", RmsNorm + 1 + (context.Known.Has(3) ? 1 : 0))));
        }

        rules.AddContrib(context => context.As("SkipGroupNorm", ("flops_per_element", LayerNorm + 1 + (context.Known.Has(4) ? 1 : 0))),
            "SkipGroupNorm");
        rules.AddContrib(Embed, "EmbedLayerNormalization");
        rules.AddContrib(context => Convolution(context, last: false), "FusedConv");
        rules.AddContrib(context => Convolution(context, last: true), "NhwcConv", "NhwcFusedConv");
        rules.AddContrib(context => Product(context, context.Known.Integer("transA") == 1, context.Known.Has(2) ? 1 : 0), "FusedGemm");
        rules.AddContrib(
            context => Product(context, context.Known.Integer("transA") == 1,
                context.Node.Attribute("alpha") is double alpha && alpha != 1 ? 1 : 0), "FusedMatMul", "TransposeMatMul",
                "FusedMatMulActivation");
        rules.AddContrib(context => Product(context, false, context.Known.Has(2) ? 9 : 8) with { Type = "GemmFastGelu" }, "GemmFastGelu");
        rules.AddContrib(context => context.As("RotaryEmbedding"), "RotaryEmbedding");
        rules.Add(context => context.As("RotaryEmbedding"), "RotaryEmbedding");
        rules.AddContrib(context => context.As("ComplexMul", ("flops_per_element", 3L)), "ComplexMul", "ComplexMulConj");
        rules.AddContrib(context => Experts(context, 0, 2, 4, 6, null), "MoE");
        rules.AddContrib(context => Experts(context, 0, 2, 5, 8, context.Known.Integer("expert_weight_bits", 4)), "QMoE");
    }

    /// <summary>Words, positions and, where they are, segments: one or two additions, then LayerNorm.</summary>
    private static Translated Embed(NodeContext context) => NodeContext.Of(
        "EmbedLayerNormalization",
        [context.Known.Input(0), .. Enumerable.Range(2, 5).Select(context.Known.Input)],
        ("flops_per_element", LayerNorm + (context.Known.Has(4) ? 2 : 1)));

    private static Translated Convolution(NodeContext context, bool last)
    {
        if (context.WeightOrInput(1) is not { Shape: { Rank: > 2 } shape } weight || shape[0] == 0)
            return context.Keep();
        // Weights are [cout, cin, k...] or, channels last, [cout, k..., cin].
        long epilogue = (context.Known.Has(2) ? 1 : 0) + (context.Known.Has(3) ? 1 : 0) + Activation(context.Known.Text("activation"));
        return NodeContext.Of(
            last ? "NhwcConv" : "FusedConv", [context.Known.Input(0), weight, context.Known.Input(2), context.Known.Input(3)],
            ("reduction", shape.Elements / shape[0]), ("epilogue", epilogue));
    }

    private static Translated Product(NodeContext context, bool flipped, long epilogue)
    {
        if (context.Known.Shape(0) is not { Rank: > 0 } shape)
            return context.Keep();
        long reduction = flipped && shape.Rank > 1 ? shape[^2] : shape[^1];
        string type = context.Node.OpType == "FusedGemm" ? "FusedGemm" : "FusedMatMul";
        return NodeContext.Of(
            type, [context.Known.Input(0), context.WeightOrInput(1), context.Known.Input(2)],
            ("reduction", reduction), ("epilogue", epilogue + Activation(context.Known.Text("activation"))));
    }

    private static long Activation(string? name) => name switch
    {
        null or "" => 0,
        "Relu" or "Tanh" => 1,
        "LeakyRelu" or "Clip" => 2,
        "Sigmoid" => 3,
        "HardSigmoid" => 4,
        "Gelu" or "HardSwish" => 5,
        _ => 1,
    };

    /// <summary>
    /// Each token goes through the k experts that the router picks: the weights of the layers, [experts, ...], are multiplied
    /// once for each. Which experts they are is data; how many is not.
    /// </summary>
    private static Translated Experts(NodeContext context, int input, int first, int second, int third, long? bits)
    {
        if (context.Known.Shape(input) is not { Rank: > 1 } x)
            return context.Keep();
        Tensor?[] weights = [.. new[] { first, second, third }.Select(context.WeightOrInput).Select(weight =>
            weight is not null && bits is { } width ? Packing.Unpacked(weight, width) : weight)];
        long each = 0;
        foreach (Tensor? weight in weights)
        {
            if (weight is { Shape: { Rank: 3 } shape } && shape[0] > 0)
                each += shape.Elements / shape[0];
        }

        // The family multiplies by output elements; there are x[^1] of them for each token.
        return NodeContext.Of("MixtureOfExperts", [context.Known.Input(input), context.Known.Input(1), .. weights],
            ("reduction", context.Known.Integer("k", 1) * each / x[^1]), ("chosen", context.Known.Integer("k", 1)));
    }
}
