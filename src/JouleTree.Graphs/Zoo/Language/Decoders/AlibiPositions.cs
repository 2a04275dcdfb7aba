using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>Attention with linear biases (ALiBi; Press et al., 2022): scores fall with the distance, by a slope of each head.</summary>
internal static class AlibiPositions
{
    /// <summary>
    /// What is added to the scores [1, heads, 1, tokens so far], made once for all layers: the slope times the position of the key,
    /// because softmax does not see what is the same for all keys.
    /// </summary>
    public static Tensor Biases(GraphBuilder net, int heads)
    {
        long keys = (net.Cache?.Past ?? 0) + net.Workload.SequenceLength!.Value;
        Tensor slopes = net.Stored(net.Scope, "alibi_slopes", new TensorShape(1, heads, 1, 1), role: TensorRole.Buffer);
        Tensor positions = net.Stored(
            net.Scope, "alibi_positions", new TensorShape(1, 1, 1, keys), TensorFill.Counting, TensorRole.Buffer);
        return net.Mul(slopes, positions);
    }
}
