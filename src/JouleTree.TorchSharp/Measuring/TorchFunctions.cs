using JouleTree.Graphs;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>Does an operator of a graph once.</summary>
/// <param name="inputs">Its inputs, weights included, in the order of the operator's.</param>
internal delegate torch.Tensor TorchFunction(torch.Tensor[] inputs);

/// <summary>
/// libtorch's functions for operators of a graph: what TorchSharp's modules of the same names call. What an operator says of itself is
/// taken from its attributes, or, where it was recorded without them, from the shapes of its tensors.
/// </summary>
internal static class TorchFunctions
{
    private static readonly Dictionary<string, Func<Operator, TorchFunction?>> Known = new(StringComparer.Ordinal)
    {
        ["Conv1d"] = op => Windowed(op, (x, window) => functional.conv1d(
            x[0], x[1], x.ElementAtOrDefault(2), window.Strides[0], window.Padding[0], window.Dilation[0], window.Groups)),
        ["Conv2d"] = op => Windowed(op, (x, window) => functional.conv2d(
            x[0], x[1], x.ElementAtOrDefault(2), window.Strides, window.Padding, window.Dilation, window.Groups)),
        ["MaxPool2d"] = op => Windowed(op, (x, window) => functional.max_pool2d(
            x[0], window.Kernel, window.Strides, window.Padding, window.Dilation, window.IsRoundedUp)),
        ["AvgPool2d"] = op => Windowed(op, (x, window) => functional.avg_pool2d(
            x[0], window.Kernel, window.Strides, window.Padding, window.IsRoundedUp)),
        ["AdaptiveAvgPool2d"] = AdaptivePooling,
        ["BatchNorm2d"] = op => op.Inputs.Count != 5 ? null : x => functional.batch_norm(
            x[0], x[3], x[4], x[1], x[2], training: false, eps: op.Attributes.Number("epsilon") ?? DefaultEpsilon),
        ["LayerNorm"] = op => op.Inputs.Count != 3 ? null : Normalization(op, [.. op.Inputs[1].Shape!]),
        ["Linear"] = op => op.Inputs.Count < 2 ? null : x => functional.linear(x[0], x[1], x.ElementAtOrDefault(2)),
        ["Conv1D"] = op => op.Inputs.Count != 2 ? null : x => torch.matmul(x[0], x[1]),
        ["MatMul"] = op => op.Inputs.Count != 2 ? null : x => torch.matmul(x[0], x[1]),
        ["Einsum"] = op => op.Attributes.Text("equation") is not { } equation ? null : x => torch.einsum(equation, x),
        ["ScaledDotProductAttention"] = op => op.Inputs.Count != 3 ? null : x =>
            functional.scaled_dot_product_attention(x[0], x[1], x[2]),
        ["Softmax"] = op => x => functional.softmax(x[0], op.Attributes.Integer("axis") ?? -1),
        ["LogSoftmax"] = op => x => functional.log_softmax(x[0], op.Attributes.Integer("axis") ?? -1),
        ["Add"] = op => op.Inputs.Count != 2 ? null : x => x[0].add(x[1]),
        ["Mul"] = op => op.Inputs.Count != 2 ? null : x => x[0].mul(x[1]),
        // TorchSharp gives a single tensor back as it is, where PyTorch copies it.
        ["Concat"] = op => op.Inputs.Count == 1 ? x => x[0].clone() : AxisOf(op) is { } axis ? x => torch.cat(x, axis) : null,
        ["Flatten"] = op => x => x[0].reshape([.. op.Outputs[0].Shape!]),
        ["Reshape"] = op => x => x[0].reshape([.. op.Outputs[0].Shape!]),
        ["ReLU"] = _ => x => functional.relu(x[0]),
        ["ReLU6"] = _ => x => functional.relu6(x[0]),
        ["Sigmoid"] = _ => x => x[0].sigmoid(),
        ["SiLU"] = _ => x => functional.silu(x[0]),
        ["Tanh"] = _ => x => x[0].tanh(),
        ["GELU"] = _ => x => functional.gelu(x[0]),
    };

    private const double DefaultEpsilon = 1e-5;

    /// <summary>The function of an operator; null where none is known, or the operator has a form that it does not take.</summary>
    /// <param name="op">The operator.</param>
    public static TorchFunction? Of(Operator op) =>
        op.Outputs.Count == 1 && Known.TryGetValue(op.Type, out Func<Operator, TorchFunction?>? make) ? make(op) : null;

    private static TorchFunction? Windowed(Operator op, Func<torch.Tensor[], TorchWindow, torch.Tensor> run) =>
        TorchWindow.Of(op) is { } window ? x => run(x, window) : null;

    private static TorchFunction? AdaptivePooling(Operator op)
    {
        if (op.Outputs[0].Shape is not { Rank: 4 } shape)
            return null;
        return x => functional.adaptive_avg_pool2d(x[0], [shape[2], shape[3]]);
    }

    private static TorchFunction Normalization(Operator op, long[] shape)
    {
        double epsilon = op.Attributes.Number("epsilon") ?? DefaultEpsilon;
        return x => functional.layer_norm(x[0], shape, x[1], x[2], epsilon);
    }

    // Recorded, it is where the result is longer than its parts; stacked tensors have a dimension less.
    private static long? AxisOf(Operator op)
    {
        if (op.Attributes.Integer("axis") is { } axis)
            return axis;
        (TensorShape first, TensorShape all) = (op.Inputs[0].Shape!, op.Outputs[0].Shape!);
        return first.Rank == all.Rank && op.Inputs.Count > 1
            ? Enumerable.Range(0, all.Rank).Where(at => first[at] != all[at]).Select(at => (long?)at).FirstOrDefault()
            : null;
    }
}
