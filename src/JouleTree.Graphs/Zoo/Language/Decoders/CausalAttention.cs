using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>What an attention does to its scores beside masking and normalising them.</summary>
internal sealed record AttentionScores
{
    /// <summary>What products of queries and keys are multiplied by; null for 1 / √size.</summary>
    public double? Scale { get; init; }

    /// <summary>Scores stay below this by a tanh; null for no bound.</summary>
    public double? Cap { get; init; }

    /// <summary>A learned score of each head [heads] that takes its share and gives nothing; null for none.</summary>
    public Tensor? Sinks { get; init; }

    /// <summary>Numbers to add to scores, such as distances [1, heads, length or 1, kept + length]; null for none.</summary>
    public Tensor? Bias { get; init; }
}

/// <summary>
/// The attention of decoders behind their projections: keys and values of earlier passes are joined, heads shared (Ainslie et al.,
/// 2023), scores masked and normalised.
/// </summary>
internal static class CausalAttention
{
    /// <summary>The context [batch, length, heads · size of a value].</summary>
    /// <param name="net">The network.</param>
    /// <param name="layer">Number of the layer, by which its keys and values are kept.</param>
    /// <param name="scores">What it does to scores.</param>
    /// <param name="query">Queries [batch, heads, length, size], turned where positions turn them.</param>
    /// <param name="key">New keys [batch, shared heads, length, size].</param>
    /// <param name="value">New values [batch, shared heads, length, size of a value].</param>
    /// <param name="mask">What tokens see.</param>
    public static Tensor Context(
        GraphBuilder net, int layer, AttentionScores scores, Tensor query, Tensor key, Tensor value, CausalMask mask)
    {
        if (net.Workload.Attention == AttentionForm.Fused)
            return Fused(net, layer, scores, query, key, value, mask);
        if (net.Cache is { } cache)
            (key, value) = cache.Extend(layer, key, value, mask);
        return Written(net, scores, query, key, value, mask);
    }

    /// <summary>The context of keys and values that are all there: nothing is kept.</summary>
    /// <param name="net">The network.</param>
    /// <param name="scores">What it does to scores.</param>
    /// <param name="query">Queries [batch, heads, length, size].</param>
    /// <param name="key">Keys [batch, shared heads, kept + length, size].</param>
    /// <param name="value">Values [batch, shared heads, kept + length, size of a value].</param>
    /// <param name="mask">What tokens see.</param>
    public static Tensor Attend(GraphBuilder net, AttentionScores scores, Tensor query, Tensor key, Tensor value, CausalMask mask) =>
        net.Workload.Attention == AttentionForm.Fused
            ? Kernel(net, scores, [query, key, value], mask, isCached: false)
            : Written(net, scores, query, key, value, mask);

    private static Tensor Written(GraphBuilder net, AttentionScores scores, Tensor query, Tensor key, Tensor value, CausalMask mask)
    {
        long groups = query.Shape![1] / key.Shape![1];
        (key, value) = (SharedHeads.Repeat(net, key, groups), SharedHeads.Repeat(net, value, groups));
        Tensor x = net.WithScalar("Mul", net.MatMul(query, net.Transpose(key, 0, 1, 3, 2)),
            scores.Scale ?? (1 / Math.Sqrt(query.Shape[^1])));
        if (scores.Cap is { } cap)
            x = net.WithScalar("Mul", net.Call("Tanh", [net.WithScalar("Div", x, cap)]), cap);
        if (scores.Bias is { } bias)
            x = net.Add(x, bias);
        return net.MergeHeads(net.MatMul(Shares(net, net.Add(x, mask.Tensor!), scores.Sinks), value));
    }

    private static Tensor Shares(GraphBuilder net, Tensor scores, Tensor? sinks)
    {
        if (sinks is null)
            return net.Softmax(scores);
        TensorShape shape = scores.Shape!;
        Tensor sink = net.Expand(net.Reshape(sinks, 1, shape[1], 1, 1), shape[0], shape[1], shape[2], 1);
        return net.Slice(net.Softmax(net.Concat(3, scores, sink)), 3, 0, shape[3]);
    }

    private static Tensor Fused(
        GraphBuilder net, int layer, AttentionScores scores, Tensor query, Tensor key, Tensor value, CausalMask mask)
    {
        List<Tensor> inputs = [query, key, value];
        if (net.Cache is { } cache)
            inputs.AddRange(cache.Read(layer, key, value, mask));
        return Kernel(net, scores, inputs, mask, net.Cache is not null);
    }

    private static Tensor Kernel(GraphBuilder net, AttentionScores scores, List<Tensor> inputs, CausalMask mask, bool isCached)
    {
        inputs.AddRange(new[] { scores.Sinks, scores.Bias }.OfType<Tensor>());
        // Scale, and 5 for Softmax; a bound divides, bends and multiplies.
        long each = 6 + (scores.Cap is null ? 0 : 3) + (scores.Bias is null ? 0 : 1);
        return net.CallMany("ScaledDotProductAttention", inputs, new OperatorAttributes(
            ("pairs", mask.Pairs), ("patterns", mask.Heads), ("each", each), ("cached", isCached ? 1L : 0)),
            isCached && net.KeptFormat is { } kept ? [null, kept, kept] : null)[0];
    }
}
