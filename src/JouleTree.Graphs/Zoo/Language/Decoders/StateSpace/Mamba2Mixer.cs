using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.StateSpace;

/// <summary>Sizes of a Mamba-2 mixer.</summary>
internal sealed record Mamba2Sizes
{
    public int Heads { get; init; }

    public int HeadSize { get; init; } = 64;

    /// <summary>Groups of heads that share what is written to and read from their states.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Numbers of a state for each number of a head.</summary>
    public int StateSize { get; init; } = 128;

    /// <summary>Tokens that the convolution sees.</summary>
    public int Kernel { get; init; } = 4;

    /// <summary>Both projections have a bias.</summary>
    public bool Bias { get; init; }

    public bool ConvBias { get; init; } = true;

    public string Activation { get; init; } = "silu";

    /// <summary>Smallest and largest step; infinite for no bound.</summary>
    public (double Low, double High) StepLimit { get; init; } = (0, double.PositiveInfinity);

    /// <summary>Parts that the norm behind the states takes apart.</summary>
    public int NormGroups { get; init; } = 1;

    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Width between both projections.</summary>
    public long Inner => (long)Heads * HeadSize;

    /// <summary>These sizes, where they fit together.</summary>
    /// <exception cref="InputException">They do not.</exception>
    public Mamba2Sizes Checked()
    {
        if (Heads % Groups != 0 || Inner % NormGroups != 0)
            throw new InputException($"{Heads} heads of size {HeadSize} cannot share {Groups} groups: choose a divisor");
        return Kernel > 1 ? this : throw new InputException("conv_kernel 1: expected at least 2, for a convolution over tokens");
    }
}

/// <summary>
/// The mixer of Mamba-2 (Dao and Gu, 2024): a projection for gate, inputs and steps, a short convolution of each channel, a recurrence
/// over the tokens with a state of each head, a gated norm, a projection back. Between passes it keeps the last columns of the
/// convolution and the states, whatever the length of the past.
/// </summary>
internal static class Mamba2Mixer
{
    /// <summary>What the mixer makes of hidden states [batch, length, size], within its module.</summary>
    /// <param name="net">The network.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="layer">Number of the layer, by which its states are kept.</param>
    /// <param name="x">Hidden states.</param>
    /// <param name="normClass">Class of its norm.</param>
    public static Tensor Mixed(GraphBuilder net, Mamba2Sizes sizes, int layer, Tensor x, string normClass)
    {
        (long batch, long length, long inner) = (x.Shape![0], x.Shape[1], sizes.Inner);
        long shared = (long)sizes.Groups * sizes.StateSize;
        long channels = inner + (2 * shared);
        Tensor projected = net.Linear("in_proj", x, inner + channels + sizes.Heads, sizes.Bias);
        Tensor gate = net.Slice(projected, 2, 0, inner);
        Tensor fresh = net.Slice(projected, 2, inner, inner + channels);
        Tensor steps = net.Slice(projected, 2, inner + channels, inner + channels + sizes.Heads);

        Tensor seen = Convolved(net, sizes, layer, net.Transpose(fresh, 0, 2, 1));
        seen = net.Transpose(net.Activation(ActivationNames.Of(sizes.Activation), "act", seen), 0, 2, 1);
        Tensor states = net.Reshape(net.Slice(seen, 2, 0, inner), batch, length, sizes.Heads, sizes.HeadSize);
        Tensor written = net.Reshape(net.Slice(seen, 2, inner, inner + shared), batch, length, sizes.Groups, sizes.StateSize);
        Tensor read = net.Reshape(net.Slice(seen, 2, inner + shared, channels), batch, length, sizes.Groups, sizes.StateSize);

        TensorShape heads = new(sizes.Heads);
        steps = net.Call("Softplus", [net.Add(steps, net.Stored(net.Scope, "dt_bias", heads))]);
        if (sizes.StepLimit.Low > 0)
            steps = net.WithScalar("Max", steps, sizes.StepLimit.Low);
        if (double.IsFinite(sizes.StepLimit.High))
            steps = net.WithScalar("Min", steps, sizes.StepLimit.High);
        Tensor decay = net.Call("Neg", [net.Call("Exp", [net.Stored(net.Scope, "A_log", heads)])]);
        Tensor skip = net.Stored(net.Scope, "D", heads, TensorFill.Ones);
        Tensor result = Scanned(net, sizes, layer, [states, steps, decay, written, read, skip]);
        Tensor normed = net.Module("norm", normClass, () => Normed(net, sizes, net.Reshape(result, batch, length, inner), gate));
        return net.Linear("out_proj", normed, x.Shape[2], sizes.Bias);
    }

    /// <summary>Each channel [batch, channels, length] convolved over the tokens so far.</summary>
    private static Tensor Convolved(GraphBuilder net, Mamba2Sizes sizes, int layer, Tensor fresh)
    {
        TensorShape shape = fresh.Shape!;
        long kept = sizes.Kernel - 1;
        Tensor? before = net.Cache?.State(layer, "conv_state", new TensorShape(shape[0], shape[1], kept));
        Tensor all = before is null ? fresh : net.Concat(2, before, fresh);
        if (net.Cache is { } cache)
        {
            long columns = all.Shape![2];
            Tensor last = columns > kept ? net.Slice(all, 2, columns - kept, columns) : all;
            // Before the first token there is nothing, which a short prompt has to say.
            if (columns < kept)
                last = net.Concat(2, net.Stored(net.Scope, "conv_start", new TensorShape(shape[0], shape[1], kept - columns),
                    TensorFill.Zeros, TensorRole.Buffer), all);
            cache.KeepState(layer, "conv_state", last);
        }

        return net.CausalConv1d("conv1d", all, sizes.Kernel, sizes.ConvBias, padded: before is null);
    }

    private static Tensor Scanned(GraphBuilder net, Mamba2Sizes sizes, int layer, List<Tensor> inputs)
    {
        if (net.Cache is not { } cache)
            return net.Call("StateSpaceScan", inputs);
        TensorShape shape = new(inputs[0].Shape![0], sizes.Heads, sizes.HeadSize, sizes.StateSize);
        if (cache.State(layer, "ssm_state", shape) is { } before)
            inputs.Add(before);
        IReadOnlyList<Tensor> outputs = net.CallMany("StateSpaceScan", inputs, new OperatorAttributes(("kept", 1L)));
        cache.KeepState(layer, "ssm_state", outputs[1]);
        return outputs[0];
    }

    /// <summary>What is gated, normalised in each of its groups.</summary>
    private static Tensor Normed(GraphBuilder net, Mamba2Sizes sizes, Tensor x, Tensor gate)
    {
        Tensor gated = net.Mul(x, net.Call("SiLU", [gate]));
        Tensor weight = net.Stored(net.Scope, "weight", new TensorShape(sizes.Inner), TensorFill.Ones);
        OperatorAttributes attributes = new(("epsilon", sizes.Epsilon));
        if (sizes.NormGroups == 1)
            return net.Call("RMSNorm", [gated, weight], attributes);
        (TensorShape shape, long size) = (x.Shape!, sizes.Inner / sizes.NormGroups);
        Tensor apart = net.Reshape(gated, shape[0], shape[1], sizes.NormGroups, size);
        Tensor normed = net.Call("RMSNorm", [apart, net.Reshape(weight, sizes.NormGroups, size)], attributes);
        return net.Reshape(normed, shape[0], shape[1], sizes.Inner);
    }
}
