using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>Attention in one operator.</summary>
internal static class AttentionTranslation
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<NodeContext, Translated>> rules)
    {
        rules.Add(context => Of(context, "Attention", AttentionSizes.Standard(context.Known),
            context.Known.Has(3) || context.Known.Integer("is_causal") == 1, 0), "Attention");
        // What its graphs do to scores and probabilities is not followed: with them it is not counted.
        rules.Add(("ai.onnx.preview", "FlexAttention"), context => context.Node.Subgraphs.Any()
            ? context.As("FlexAttention")
            : Of(context, "FlexAttention", AttentionSizes.Flexible(context.Known), masked: false, 0));
        rules.AddContrib(context => Of(
            context, "Attention", AttentionSizes.Projecting(context.Known, 4), context.Known.Has(3)
                || context.Known.Integer("unidirectional") == 1, Bias(context, 2)), "Attention");
        rules.AddContrib(context =>
            Of(context, "QAttention", AttentionSizes.Projecting(context.Known, 8), context.Known.Has(5), Bias(context, 2)), "QAttention");
        rules.AddContrib(
            context => Of(context, context.Node.OpType, AttentionSizes.MultiHead(context.Known),
                context.Known.Has(4) || context.Known.Has(5), Bias(context, 3)),
            "MultiHeadAttention", "DecoderMaskedMultiHeadAttention");
        rules.AddContrib(context => Of(context, "GroupQueryAttention", AttentionSizes.Grouped(context.Known), masked: true, 0),
            "GroupQueryAttention");
    }

    /// <summary>Elements of the projections, if they get a bias.</summary>
    private static long Bias(NodeContext context, int input) =>
        context.Known.Shape(input) is { Rank: 1 } bias && context.Known.Shape(0) is { Rank: 3 } x ? x[0] * x[1] * bias[0] : 0;

    private static Translated Of(NodeContext context, string type, AttentionSizes? sizes, bool masked, long projected)
    {
        Tensor[] inputs = [.. Enumerable.Range(0, context.Known.Count).Select(context.WeightOrInput).OfType<Tensor>()];
        return sizes is not { } known
            ? NodeContext.Of(type, inputs)
            : NodeContext.Of(
                type, inputs, ("macs", known.Macs), ("scores", known.Scores), ("masked", masked ? 1L : 0L), ("projected", projected),
                ("num_heads", known.Heads), ("kv_num_heads", known.KeyHeads));
    }
}
