using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary>
/// Several element-wise steps in one operator, as optimisers write them: the attribute <c>flops_per_element</c> says how many
/// operations each output element takes, by the rules for the single steps. Bytes: inputs and outputs, because what is
/// between the steps is not written.
/// </summary>
internal sealed class FusedElementFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
    [
        "BiasGelu", "FastGelu", "BiasSoftmax", "BiasAdd", "BiasSplitGelu", "SkipLayerNormalization", "SkipSimplifiedLayerNormalization",
            "SkipGroupNorm",
        "EmbedLayerNormalization", "QLinearAdd", "QLinearMul", "QLinearLeakyRelu", "QLinearSigmoid", "QLinearSoftmax",
            "DynamicQuantizeLinear", "LRN",
        "MulInteger", "QLinearWhere", "GatherBlockQuantized", "ComplexMul",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        if (op.Attributes.Integer("flops_per_element") is not { } each)
            return null;
        long flops = each * op.Outputs[0].Elements;
        // Of a table only the rows that are looked up are read.
        return op.Type is "EmbedLayerNormalization" or "GatherBlockQuantized"
            ? new OperatorCounts(0, flops, 2 * op.Outputs[0].Bytes)
            : Pointwise(op, flops);
    }
}
