using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Attention of queries to the keys and values of all tokens so far.</summary>
internal static class GptAttention
{
    /// <summary>Contexts [batch, length, heads · size].</summary>
    /// <param name="net">The network.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="query">Queries [batch, heads, length, size].</param>
    /// <param name="key">Keys of the new tokens, of as many heads or fewer.</param>
    /// <param name="value">Values of the new tokens.</param>
    /// <param name="mask">What is added to the scores, so that no token sees a later one.</param>
    /// <param name="scale">What the scores are multiplied by; null where the queries are scaled already.</param>
    /// <param name="bias">What is added to the scores besides, or null.</param>
    public static Tensor Context(
        GraphBuilder net, int layer, Tensor query, Tensor key, Tensor value, Tensor mask, double? scale, Tensor? bias = null)
    {
        if (net.Cache is { } cache)
            (key, value) = cache.Extend(layer, key, value);
        int groups = (int)(query.Shape![1] / key.Shape![1]);
        (key, value) = (SharedHeads.Repeat(net, key, groups), SharedHeads.Repeat(net, value, groups));
        Tensor scores = net.MatMul(query, net.Transpose(key, 0, 1, 3, 2));
        if (scale is { } factor)
            scores = net.WithScalar("Mul", scores, factor);
        if (bias is not null)
            scores = net.Add(scores, bias);
        return net.MergeHeads(net.MatMul(net.Softmax(net.Add(scores, mask)), value));
    }
}
