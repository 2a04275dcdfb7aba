using JouleTree.Graphs.Operators;

namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>Layers with weights, and products.</summary>
internal static class LayerTranslation
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<NodeContext, Translated>> rules)
    {
        rules.Add(
            context => context.Weight(1) is { Shape.Rank: 2 } weight
                ? context.As("Linear") with { Inputs = [context.Inputs[0], weight.Transposed()] }
                : context.Keep(),
            "MatMul");
        rules.Add(Gemm, "Gemm");
        rules.Add(Gather, "Gather");
        rules.AddContrib(context => context.Known.Input(1) is { } ids && context.WeightOrInput(0) is { } table
            ? NodeContext.Of("Embedding", [ids, table])
            : context.Keep(), "TorchEmbedding");
        rules.Add(context => Spatial(context) is { } spatial
            ? new Translated($"Conv{spatial}d", [context.Inputs[0], context.WeightOrInput(1)!, .. context.Inputs[2..]], context.Same)
                : context.Keep(), "Conv");
        rules.Add(context => Spatial(context) is { } spatial
            ? new Translated($"ConvTranspose{spatial}d", [context.Inputs[0], context.WeightOrInput(1)!, .. context.Inputs[2..]],
                context.Same) : context.Keep(), "ConvTranspose");
        rules.Add(DeformableConvolution, "DeformConv");
        rules.Add(context => context.As($"BatchNorm{Math.Clamp((context.Known.Shape(0)?.Rank ?? 4) - 2, 1, 3)}d"), "BatchNormalization");
        foreach (string domain in (ReadOnlySpan<string>)["", "com.microsoft"])
        {
            rules.Add((domain, "LayerNormalization"), context => context.As("LayerNorm"));
            rules.Add((domain, "SimplifiedLayerNormalization"), context => context.As("RMSNorm"));
        }

        rules.Add(context => context.As("RMSNorm"), "RMSNormalization");
        rules.Add(context => context.As("InstanceNorm"), "InstanceNormalization");
        rules.Add(context => context.As("GroupNorm"), "GroupNormalization");
        rules.AddContrib(context => context.As("GroupNorm"), "GroupNorm");
        rules.Add(Recurrent, "RNN", "GRU", "LSTM");
        rules.AddContrib(
            context => NodeContext.Of(
                "LSTM", [context.Known.Input(0), context.Known.Input(1), context.Known.Input(2), context.Known.Input(3)],
                    ("bias", context.Known.Has(3) ? 1L : 0L)),
            "DynamicQuantizeLSTM");
        rules.Add(Summation, "Einsum");
    }

    private static Translated Gemm(NodeContext context)
    {
        if (context.Weight(1) is not { Shape.Rank: 2 } weight || context.Known.Integer("transA") != 0)
        {
            // A product of two activations.
            long? reduction = context.Known.Shape(0) is { Rank: 2 } a ? context.Known.Integer("transA") != 0 ? a[0] : a[1] : null;
            return reduction is { } terms
                ? context.As("FusedGemm", ("reduction", terms), ("epilogue", context.Known.Has(2) ? 1L : 0L))
                : context.Keep();
        }

        Tensor rows = context.Known.Integer("transB") != 0 ? weight : weight.Transposed();
        return new Translated("Linear", [context.Inputs[0], rows, .. context.Inputs[2..]], context.Same);
    }

    private static Translated Gather(NodeContext context)
    {
        // Looking up rows of a stored table; single numbers picked from a vector are no embedding.
        if (context.Weight(0) is { Shape.Rank: 2 } table && context.Known.Integer("axis") == 0 && context.Known.Input(1) is { } ids)
            return NodeContext.Of("Embedding", [ids, table]);
        return context.Keep();
    }

    private static int? Spatial(NodeContext context) =>
        ((context.Known.Shape(0) ?? context.Known.Shape(1))?.Rank - 2) is { } rank and >= 1 and <= 3 ? rank : null;

    private static Translated DeformableConvolution(NodeContext context)
    {
        if (context.WeightOrInput(1) is not { Shape: { Rank: > 2 } weight } stored || context.Output is not { } output || weight[0] == 0)
            return context.Keep();
        long reduction = weight.Elements / weight[0];
        // Each input that is multiplied is a bilinear sample of nine operations, shared by all output channels.
        long samples = output.Elements / output[1] * (context.Known.Shape(0)?[1] ?? 0) * new TensorShape(weight[2..]).Elements;
        return NodeContext.Of(
            "DeformConv", [context.Inputs[0], stored, .. context.Inputs.Skip(2)],
            ("reduction", reduction), ("epilogue", context.Known.Has(3) ? 1L : 0L), ("extra", 9 * samples));
    }

    private static Translated Recurrent(NodeContext context) =>
        NodeContext.Of(
            context.Node.OpType,
            [context.Known.Input(0), context.WeightOrInput(1), context.WeightOrInput(2), context.WeightOrInput(3), context.Known.Input(5),
                context.Known.Input(6)],
            ("bias", context.Known.Has(3) ? 1L : 0L));

    private static Translated Summation(NodeContext context)
    {
        string equation = (context.Known.Text("equation") ?? "").Replace(" ", "", StringComparison.Ordinal);
        if (Shapes.Rules.Summation.Parse(equation, context.Inputs.Select(input => input.Shape)) is not { } sum || sum.Output.Elements == 0)
            return context.Keep();
        string[] terms = equation.Split("->")[0].Split(',');
        bool plain = equation.Contains("->", StringComparison.Ordinal) && !equation.Contains('.', StringComparison.Ordinal)
            && terms.Length <= 2 && terms.All(term => term.Distinct().Count() == term.Length);
        if (plain && OperatorFamilies.Find("Einsum") is not null)
            return context.As("Einsum", ("equation", equation));
        // One operand only moves and adds; more than two are multiplied one after the other.
        return terms.Length == 1
            ? context.As("EinsumProduct", ("reduction", 0L), ("extra", sum.Terms - sum.Output.Elements))
            : context.As("EinsumProduct", ("reduction", sum.Terms / sum.Output.Elements));
    }
}
