using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>Rotary positions (Su et al., 2021): pairs of a head's numbers turned by an angle that grows with the position.</summary>
internal static class RotaryPositions
{
    /// <summary>Cosines and sines of all angles [1, 1, length, size], made once for all layers in the module <c>rotary_emb</c>.</summary>
    public static (Tensor Cosine, Tensor Sine) Angles(GraphBuilder net, string className, long length, int size) =>
        Angles(net, "rotary_emb", className, length, size);

    /// <summary>The same in a module of another name, for layers that turn by other angles.</summary>
    public static (Tensor Cosine, Tensor Sine) Angles(GraphBuilder net, string name, string className, long length, int size) =>
        net.Module(name, className, () =>
        {
            Tensor frequencies = net.Stored(net.Scope, "inv_freq", new TensorShape(1, size / 2, 1), TensorFill.Random, TensorRole.Buffer);
            Tensor positions = net.Cast(net.Reshape(net.Positions(length), 1, 1, length), net.Workload.FloatType);
            Tensor angles = net.Transpose(net.MatMul(frequencies, positions), 0, 2, 1);
            Tensor both = net.Concat(2, angles, angles);
            Tensor cosine = net.WithScalar("Mul", net.Call("Cos", [both]), 1);
            Tensor sine = net.WithScalar("Mul", net.Call("Sin", [both]), 1);
            return (net.Reshape(cosine, 1, 1, length, size), net.Reshape(sine, 1, 1, length, size));
        });

    /// <summary>
    /// Queries or keys [batch, heads, length, size] turned: x · cos + (−second half, first half) · sin. Where there are fewer angles than
    /// numbers, the last numbers stay as they are.
    /// </summary>
    public static Tensor Turn(GraphBuilder net, Tensor x, Tensor cosine, Tensor sine)
    {
        long size = cosine.Shape![^1];
        if (size < x.Shape![^1])
            return net.Concat(3, Turn(net, net.Slice(x, 3, 0, size), cosine, sine), net.Slice(x, 3, size, x.Shape[^1]));
        Tensor first = net.Slice(x, 3, 0, size / 2);
        Tensor second = net.Slice(x, 3, size / 2, size);
        Tensor turned = net.Concat(3, net.Call("Neg", [second]), first);
        return net.Add(net.Mul(x, cosine), net.Mul(turned, sine));
    }
}
