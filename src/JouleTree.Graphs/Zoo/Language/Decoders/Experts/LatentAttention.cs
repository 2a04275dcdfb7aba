using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>
/// Multi-head latent attention (DeepSeek-AI, 2024): keys and values of all heads are made of a short latent, and one turned key is shared
/// by all heads. Latent and turned key are all that is kept of a token.
/// </summary>
/// <remarks>
/// A prefill makes keys and values of the latents and attends as usual. A decode would do so for all kept tokens again and again;
/// there the same products are taken in another order: queries go through the keys' half of <c>kv_b_proj</c> and meet latents, and
/// what they gather of latents goes through the values' half. Both give the same results.
/// </remarks>
internal static class LatentAttention
{
    /// <summary>The attention of a layer, in its module.</summary>
    /// <param name="net">The network.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="x">Normalised input [batch, length, size].</param>
    /// <param name="mask">What its tokens see.</param>
    /// <param name="angles">Cosines and sines of the positions.</param>
    public static Tensor Write(
        GraphBuilder net, DeepseekConfig config, int layer, Tensor x, CausalMask mask, (Tensor Cosine, Tensor Sine) angles)
    {
        IReadOnlyList<Tensor> queries =
            Split(net, net.SplitHeads(Query(net, config, x), config.Heads), config.PlainSize, config.TurnedSize);
        Tensor turnedQuery = RotaryPositions.Turn(net, queries[1], angles.Cosine, angles.Sine);
        IReadOnlyList<Tensor> made = Split(net,
            net.Linear("kv_a_proj_with_mqa", x, config.LatentRank + config.TurnedSize, config.AttentionBias),
            config.LatentRank, config.TurnedSize);
        Tensor latent = OfOneHead(net, net.RmsNorm("kv_a_layernorm", made[0], config.RmsNormEps));
        Tensor key = RotaryPositions.Turn(net, OfOneHead(net, made[1]), angles.Cosine, angles.Sine);
        Tensor context = net.Workload.Phase == GenerationPhase.Decode
            ? Absorbed(net, config, layer, queries[0], turnedQuery, latent, key, mask)
            : Expanded(net, config, layer, net.Concat(3, queries[0], turnedQuery), latent, key, mask);
        return net.Linear("o_proj", context, config.HiddenSize, config.OutputBias);
    }

    private static Tensor Query(GraphBuilder net, DeepseekConfig config, Tensor x)
    {
        long size = (long)config.Heads * config.QuerySize;
        if (config.QueryRank is not { } rank)
            return net.Linear("q_proj", x, size, bias: false);
        Tensor low = net.RmsNorm("q_a_layernorm", net.Linear("q_a_proj", x, rank, config.AttentionBias), config.RmsNormEps);
        return net.Linear("q_b_proj", low, size, bias: false);
    }

    private static Tensor Expanded(
        GraphBuilder net, DeepseekConfig config, int layer, Tensor query, Tensor latent, Tensor turned, CausalMask mask)
    {
        if (net.Cache is { } cache)
            (latent, turned) = cache.Extend(layer, latent, turned, mask);
        (long batch, long tokens) = (latent.Shape![0], latent.Shape[2]);
        Tensor both = net.Linear("kv_b_proj", net.Reshape(latent, batch, tokens, config.LatentRank),
            (long)config.Heads * (config.PlainSize + config.ValueSize), bias: false);
        IReadOnlyList<Tensor> parts = Split(net, net.SplitHeads(both, config.Heads), config.PlainSize, config.ValueSize);
        Tensor key = net.Concat(3, parts[0], net.Expand(turned, batch, config.Heads, tokens, config.TurnedSize));
        return CausalAttention.Attend(net, new AttentionScores(), query, key, parts[1], mask);
    }

    private static Tensor Absorbed(
        GraphBuilder net, DeepseekConfig config, int layer, Tensor plain, Tensor turnedQuery, Tensor latent, Tensor turned,
        CausalMask mask)
    {
        long each = config.PlainSize + config.ValueSize;
        Tensor weight = net.DenseWeight(net.Scope.Child("kv_b_proj"), "weight", new TensorShape(config.Heads * each, config.LatentRank));
        Tensor query = net.MatMul(plain, weight.RowsOf(config.Heads, 0, config.PlainSize));
        Tensor context = net.Workload.Attention == AttentionForm.Fused
            ? Fused(net, config, layer, net.Concat(3, query, turnedQuery), latent, turned, mask)
            : Written();
        return net.MergeHeads(net.MatMul(context, weight.RowsOf(config.Heads, config.PlainSize, config.ValueSize).Exchanged()));

        Tensor Written()
        {
            (Tensor latents, Tensor keys) = net.Cache!.Extend(layer, latent, turned, mask);
            Tensor scores = net.Add(
                net.MatMul(query, net.Transpose(latents, 0, 1, 3, 2)), net.MatMul(turnedQuery, net.Transpose(keys, 0, 1, 3, 2)));
            Tensor scaled = net.WithScalar("Mul", scores, 1 / Math.Sqrt(config.QuerySize));
            return net.MatMul(net.Softmax(net.Add(scaled, mask.Tensor!)), latents);
        }
    }

    /// <summary>As one kernel: latents are keys and values at once, read once. [batch, heads, length, rank].</summary>
    private static Tensor Fused(
        GraphBuilder net, DeepseekConfig config, int layer, Tensor query, Tensor latent, Tensor turned, CausalMask mask)
    {
        Tensor context = net.CallMany("ScaledDotProductAttention",
            [query, latent, turned, .. net.Cache!.Read(layer, latent, turned, mask)],
            new OperatorAttributes(("pairs", mask.Pairs), ("each", 6L), ("cached", 1L), ("latent", 1L)),
            net.KeptFormat is { } kept ? [null, kept, kept] : null)[0];
        return net.SplitHeads(context, config.Heads);
    }

    private static IReadOnlyList<Tensor> Split(GraphBuilder net, Tensor x, long first, long second) => net.CallMany(
        "Split", [x], new OperatorAttributes(("axis", (long)x.Shape!.Rank - 1), ("sizes", new[] { first, second })));

    private static Tensor OfOneHead(GraphBuilder net, Tensor x) => net.Reshape(x, x.Shape![0], 1, x.Shape[1], x.Shape[2]);
}
