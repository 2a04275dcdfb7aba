using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>Heads of keys and values that several heads of queries share (Ainslie et al., 2023).</summary>
internal static class SharedHeads
{
    /// <summary>Refuses heads of keys and values that those of queries cannot share.</summary>
    /// <param name="fields">The configuration.</param>
    /// <param name="heads">Heads of queries.</param>
    /// <param name="shared">Heads of keys and values.</param>
    /// <exception cref="Core.Errors.InputException">The latter do not divide the former.</exception>
    public static void Check(ConfigFields fields, int heads, int shared)
    {
        if (heads % shared != 0)
            throw fields.Fail("num_key_value_heads",
                $"{heads} attention heads cannot share {shared} heads of keys and values: choose a divisor");
    }

    /// <summary>[batch, heads, length, size] with each head repeated for its group of queries.</summary>
    public static Tensor Repeat(GraphBuilder net, Tensor x, long groups)
    {
        if (groups == 1)
            return x;
        TensorShape shape = x.Shape!;
        Tensor apart = net.Reshape(x, shape[0], shape[1], 1, shape[2], shape[3]);
        return net.Reshape(net.Expand(apart, shape[0], shape[1], groups, shape[2], shape[3]), shape[0], shape[1] * groups, shape[2],
            shape[3]);
    }
}
