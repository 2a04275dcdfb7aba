using JouleTree.Core.Trees;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>
/// Measured layers that stand in for primitives that mostly move data. What multiplies matrices, also in groups, has none: its cost is
/// arithmetic on kernels of its own.
/// </summary>
internal static class NodeStandIns
{
    /// <summary>The layer that stands in, or null for none.</summary>
    /// <param name="node">A primitive of a tree in the full view, made from a graph.</param>
    public static LayerStandIn? Find(TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Details is not { Operator: { } facts, Inputs: { Count: > 0 } inputs, Outputs: [{ Count: > 0 } output, ..] })
            return null;
        IReadOnlyList<long> input = inputs[0];
        long read = Elements(input);
        long written = Elements(output);
        if (input.Count == 0 || read == 0 || written == 0)
            return null;
        long batch = output[0];
        long elements = written / batch;
        switch (node.InstanceType)
        {
            case "AvgPool2d":
                return new NodeWindows(facts, input, output).Pooling(out _) is { } windows ? LayerStandIn.Mean(windows) : null;
            case "AdaptiveAvgPool2d" or "GlobalAvgPool" or "GlobalMaxPool":
                return new NodeWindows(facts, input, output).Adaptive() is { } all ? LayerStandIn.Mean(all) : null;
            case "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d" or "Concat" or "Transpose" or "Pad":
                return LayerStandIn.Moving(batch, elements);
            case "ReduceMean":
                return LayerStandIn.Moving(input[0], read / input[0]);
            case "Add" or "Sub" or "Mul" or "Div":
                // A scalar or a tensor that is spread over the other is small beside it.
                return LayerStandIn.Moving(batch, elements, tensors: 1 + Math.Max(1, inputs.Count(one => Elements(one) == written)));
            case "ReLU6" or "LeakyReLU" or "HardSwish" or "HardSigmoid" or "Clip":
                return LayerStandIn.Overwriting(batch, elements);
            case "SiLU":
                return LayerStandIn.Function(LayerType.Sigmoid, batch, elements);
            case "GELU" or "NewGELU" or "QuickGELU" or "Softplus":
                return LayerStandIn.Function(LayerType.Tanh, batch, elements);
            case "LayerNorm":
                return LayerStandIn.Function(LayerType.Softmax, read / input[^1], input[^1]);
            default:
                return null;
        }
    }

    private static long Elements(IReadOnlyList<long> shape) => shape.Aggregate(1L, (product, size) => product * size);
}
