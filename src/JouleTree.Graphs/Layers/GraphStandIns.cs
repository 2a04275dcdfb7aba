using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Prediction;

namespace JouleTree.Graphs.Layers;

/// <summary>
/// Measured layers that stand in for operators that mostly move data. What multiplies matrices, also in groups, has none: its cost is
/// arithmetic on kernels of its own.
/// </summary>
internal static class GraphStandIns
{
    /// <summary>The layer that stands in, or null for none.</summary>
    /// <param name="op">An operator.</param>
    public static LayerStandIn? Find(Operator op)
    {
        if (op.Inputs.Count == 0 || op.Inputs[0].Shape is not { Rank: >= 1 } input || op.Outputs[0].Shape is not { Rank: >= 1 } output
            || input.Elements == 0 || output.Elements == 0 || input[0] == 0 || output[0] == 0)
            return null;
        long batch = output[0];
        long elements = output.Elements / batch;
        switch (op.Type)
        {
            case "AvgPool2d":
                return GraphWindows.Pooling(op, out _) is { } windows ? LayerStandIn.Mean(windows) : null;
            case "AdaptiveAvgPool2d" or "GlobalAvgPool" or "GlobalMaxPool":
                return GraphWindows.Adaptive(op) is { } all ? LayerStandIn.Mean(all) : null;
            case "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d" or "Concat" or "Transpose" or "Pad":
                return LayerStandIn.Moving(batch, elements);
            case "ReduceMean":
                return LayerStandIn.Moving(input[0], input.Elements / input[0]);
            case "Add" or "Sub" or "Mul" or "Div":
                // A scalar or a tensor that is spread over the other is small beside it.
                int read = Math.Max(1, op.Inputs.Count(one => one.Shape?.Elements == output.Elements));
                return LayerStandIn.Moving(batch, elements, tensors: 1 + read);
            case "ReLU6" or "LeakyReLU" or "HardSwish" or "HardSigmoid" or "Clip":
                return LayerStandIn.Overwriting(batch, elements);
            case "SiLU":
                return LayerStandIn.Function(LayerType.Sigmoid, batch, elements);
            case "GELU" or "NewGELU" or "QuickGELU" or "Softplus":
                return LayerStandIn.Function(LayerType.Tanh, batch, elements);
            case "LayerNorm":
                return LayerStandIn.Function(LayerType.Softmax, input.Elements / input[^1], input[^1]);
            default:
                return null;
        }
    }
}
