using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>
/// Measured layers that stand in for operators that mostly move data. What multiplies matrices, also in groups, has none: its cost is
/// arithmetic on kernels of its own.
/// </summary>
internal static class LayerStandIns
{
    /// <summary>The layer that stands in, or null for none.</summary>
    /// <param name="type">Type of the operator.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="inputs">Shapes of the activations that it reads, at least one.</param>
    /// <param name="output">Shape of what it writes.</param>
    public static LayerStandIn? Find(
        string type, OperatorDetails facts, IReadOnlyList<IReadOnlyList<long>> inputs, IReadOnlyList<long> output)
    {
        IReadOnlyList<long> input = inputs[0];
        (long read, long written) = (Elements(input), Elements(output));
        if (input.Count == 0 || output.Count == 0 || read == 0 || written == 0)
            return null;
        long batch = output[0];
        long each = written / batch;
        switch (type)
        {
            case "AvgPool2d":
                return LayerWindows.Pooling(facts, input, output, out _) is { } windows ? LayerStandIn.Mean(windows) : null;
            case "AdaptiveAvgPool2d" or "GlobalAvgPool" or "GlobalMaxPool":
                return LayerWindows.Adaptive(input, output) is { } all ? LayerStandIn.Mean(all) : null;
            case "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d" or "Concat" or "Transpose" or "Pad":
                return LayerStandIn.Moving(batch, each);
            case "ReduceMean":
                return LayerStandIn.Moving(input[0], read / input[0]);
            case "Add" or "Sub" or "Mul" or "Div":
                // A scalar or a tensor that is spread over the other is small beside it.
                return LayerStandIn.Moving(batch, each, tensors: 1 + Math.Max(1, inputs.Count(one => Elements(one) == written)));
            case "ReLU6" or "LeakyReLU" or "HardSwish" or "HardSigmoid" or "Clip":
                return LayerStandIn.Overwriting(batch, each);
            case "SiLU":
                return LayerStandIn.Function(LayerType.Sigmoid, batch, each);
            case "GELU" or "NewGELU" or "QuickGELU" or "Softplus":
                return LayerStandIn.Function(LayerType.Tanh, batch, each);
            case "LayerNorm":
                return LayerStandIn.Function(LayerType.Softmax, read / input[^1], input[^1]);
            default:
                return null;
        }
    }

    private static long Elements(IReadOnlyList<long> shape) => shape.Aggregate(1L, (product, size) => product * size);
}
