using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>The gated feed-forward layer (Shazeer, 2020): down(activation(gate(x)) · up(x)).</summary>
internal static class GatedMlp
{
    /// <summary>The layer, in the current module.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">Tokens [..., size].</param>
    /// <param name="hidden">Width of its hidden layer.</param>
    /// <param name="activation">Operator type of the activation.</param>
    /// <param name="bias">True where its three layers have biases.</param>
    /// <param name="leaf">Name of the activation's module.</param>
    /// <returns>[..., size].</returns>
    public static Tensor Write(
        GraphBuilder net, Tensor x, long hidden, string activation = "SiLU", bool bias = false, string leaf = "act_fn")
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor gate = net.Activation(activation, leaf, net.Linear("gate_proj", x, hidden, bias));
        Tensor up = net.Linear("up_proj", x, hidden, bias);
        return net.Linear("down_proj", net.Mul(gate, up), x.Shape![^1], bias);
    }
}
