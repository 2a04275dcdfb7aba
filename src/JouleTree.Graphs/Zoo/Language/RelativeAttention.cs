using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language;

/// <summary>What the relative positions of Transformer-XL and XLNet have in common.</summary>
internal static class RelativeAttention
{
    /// <summary>Sines and cosines of position numbers [positions, 1, size], made anew in each pass.</summary>
    /// <param name="net">The network, in the module that makes them.</param>
    /// <param name="positions">How many.</param>
    /// <param name="size">Size of the model, even.</param>
    public static Tensor Sinusoids(GraphBuilder net, long positions, long size)
    {
        Tensor numbers = net.Stored(net.Scope, "pos_seq", new TensorShape(positions), TensorFill.Counting, TensorRole.Buffer);
        Tensor frequencies = net.Stored(net.Scope, "inv_freq", new TensorShape(size / 2), TensorFill.Random, TensorRole.Buffer);
        Tensor angles = net.Einsum("i,d->id", numbers, frequencies);
        Tensor both = net.Concat(1, net.Call("Sin", [angles]), net.Call("Cos", [angles]));
        return net.Reshape(both, positions, 1, size);
    }

    /// <summary>
    /// Scores by distance [i, j, batch, heads] moved so that each row begins at its own position: a column of zeros before
    /// them, the same numbers seen as rows of another length, and the first row left out.
    /// </summary>
    public static Tensor Shift(GraphBuilder net, Tensor x)
    {
        TensorShape shape = x.Shape!;
        Tensor zeros = net.Stored(
            net.Scope, "zero_pad", new TensorShape(shape[0], 1, shape[2], shape[3]), TensorFill.Zeros, TensorRole.Buffer);
        Tensor padded = net.Reshape(net.Concat(1, zeros, x), shape[1] + 1, shape[0], shape[2], shape[3]);
        return net.Reshape(net.Slice(padded, 0, 1, shape[1] + 1), shape[0], shape[1], shape[2], shape[3]);
    }
}
