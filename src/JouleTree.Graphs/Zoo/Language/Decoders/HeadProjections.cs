using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>Queries, keys and values by a projection each, as most decoders have them.</summary>
internal static class HeadProjections
{
    /// <summary>Of all heads, each [batch, heads, length, size], in the current module.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">Tokens [batch, length, hidden].</param>
    /// <param name="heads">Heads of queries.</param>
    /// <param name="shared">Heads of keys and values.</param>
    /// <param name="size">Size of a head.</param>
    /// <param name="bias">True where the projections have biases.</param>
    public static (Tensor Query, Tensor Key, Tensor Value) Of(
        GraphBuilder net, Tensor x, int heads, int shared, int size, bool bias = false)
    {
        return (Heads("q_proj", heads), Heads("k_proj", shared), Heads("v_proj", shared));

        Tensor Heads(string name, int count) => net.SplitHeads(net.Linear(name, x, (long)count * size, bias), count);
    }
}
