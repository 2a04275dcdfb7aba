using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Spatial;

/// <summary>
/// Pooling by a sliding window. Attributes <c>kernel_shape</c>, <c>strides</c>, <c>pads</c>, <c>dilations</c>,
/// <c>ceil_mode</c> as in ONNX. FLOPs for each output element: window − 1 comparisons for maxima; window − 1 additions and a
/// division for means.
/// </summary>
internal sealed class PoolingFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["MaxPool2d", "AvgPool2d"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        TensorShape x = ShapeOf(inputs[0]);
        Windows windows = WindowsOf(attributes);
        if (x.Rank != windows.Kernel.Count + 2)
            throw new InputException($"a window of {string.Join('x', windows.Kernel)} cannot slide over an input of shape {x}");
        return [new TensorSpec(inputs[0].Type, windows.Output(x, x[1]))];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Pooled(op, WindowsOf(op.Attributes).Kernel);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        long window = WindowsOf(op.Attributes).Area;
        return Pointwise(op, op.Outputs[0].Elements * (op.Type == "MaxPool2d" ? window - 1 : window));
    }

    /// <inheritdoc/>
    public override long? CountLayerwiseMacs(Operator op) =>
        op.Type == "MaxPool2d" ? PublishedMacs.OfMaximum(op.Outputs[0].Elements, WindowsOf(op.Attributes).Area) : null;

    private static Windows WindowsOf(OperatorAttributes attributes) =>
        Windows.Of(attributes, attributes.Integers("kernel_shape") ?? throw new InputException("a pooling operator needs a kernel_shape"));
}
