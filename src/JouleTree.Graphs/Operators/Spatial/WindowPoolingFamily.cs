using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Spatial;

/// <summary>
/// Pooling of ONNX files in one or three dimensions, by other means, or over everything; shapes must be given. FLOPs for each
/// output element: <c>window</c> − 1 comparisons for maxima, <c>window</c> additions and divisions for means, twice that for
/// powers. Over everything, the window is all that there is of a channel.
/// </summary>
internal sealed class WindowPoolingFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
        ["MaxPool1d", "MaxPool3d", "AvgPool1d", "AvgPool3d", "LpPool", "GlobalMaxPool", "GlobalAvgPool", "GlobalLpPool",
            "QLinearAveragePool"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Pooled(op, op.Attributes.Integers("kernel_shape"));

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        long outputs = op.Outputs[0].Elements;
        if (op.Type.StartsWith("Global", StringComparison.Ordinal))
        {
            long read = op.Inputs[0].Elements;
            return Pointwise(op, op.Type switch { "GlobalMaxPool" => read - outputs, "GlobalAvgPool" => read, _ => 2 * read });
        }

        if (op.Attributes.Integers("kernel_shape") is not { } kernel)
            return null;
        long window = kernel.Aggregate(1L, (product, size) => product * size);
        return Pointwise(op, outputs * (op.Type switch { "MaxPool1d" or "MaxPool3d" => window - 1, "LpPool" => 2 * window, _ => window }));
    }
}
