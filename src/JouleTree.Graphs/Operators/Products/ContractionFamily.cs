using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// Products and convolutions of ONNX files that are quantised or fused with what follows. Attributes: <c>reduction</c>, the
/// number of products that each output element sums; <c>epilogue</c>, operations for each output element beyond them (bias,
/// activation, scale, rounding); <c>extra</c>, operations beyond both. MACs: output elements · reduction; FLOPs: two for each
/// MAC, and the rest. Operations on integers count as those on floating-point numbers.
/// </summary>
internal sealed class ContractionFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
    [
        "QLinearConv", "ConvInteger", "QLinearMatMul", "MatMulInteger", "MatMulIntegerToFloat", "MatMulInteger16", "DynamicQuantizeMatMul",
            "QGemm",
        "MatMulNBits", "MatMulBnb4", "FusedConv", "NhwcConv", "NhwcFusedConv", "FusedGemm", "FusedMatMul", "GemmFastGelu", "DeformConv",
            "MixtureOfExperts", "EinsumProduct", "CausalConvWithState", "LinearRegressor", "LinearClassifier", "SVMRegressor",
            "SVMClassifier",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        if (op.Attributes.Integer("reduction") is not { } reduction)
            return Facts(op, OperationFamily.Elementwise);
        return op.Type.Contains("Conv", StringComparison.Ordinal)
            ? Filtered(op, reduction, [.. op.Attributes.Integers("kernel_shape") ?? []])
            : Dense(op, reduction);
    }

    /// <inheritdoc/>
    public override long ActiveElements(Operator op, int input) =>
        IsRouted(op, input) && ShapeOf(op.Inputs[input]) is { Rank: 3 } shape && shape[0] > 0
            ? shape.Elements / shape[0] * Math.Min(shape[0], op.Attributes.Integer("chosen") ?? shape[0])
            : base.ActiveElements(op, input);

    /// <inheritdoc/>
    public override bool IsRouted(Operator op, int input)
    {
        ArgumentNullException.ThrowIfNull(op);
        return op.Type == "MixtureOfExperts" && input > 1;
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        if (op.Attributes.Integer("reduction") is not { } reduction)
            return null;
        long outputs = op.Outputs[0].Elements;
        long macs = outputs * reduction;
        long flops = (2 * macs) + (outputs * (op.Attributes.Integer("epilogue") ?? 0)) + (op.Attributes.Integer("extra") ?? 0);
        return new OperatorCounts(macs, flops, MovedBytes(op));
    }
}
