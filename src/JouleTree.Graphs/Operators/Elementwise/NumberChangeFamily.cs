using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary>
/// Numbers put into another format of a workload: <c>Quantize</c> into one with scales that are made on the way (6 FLOPs for each
/// element, as DynamicQuantizeLinear), or into a narrow one without (1), <c>Dequantize</c> back (1; 2 with zero points). The attribute
/// <c>each</c> says which. Bytes: input and output, scales included.
/// </summary>
internal sealed class NumberChangeFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Quantize", "Dequantize"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        [new TensorSpec(inputs[0].Type, ShapeOf(inputs[0]))];

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Facts(op, OperationFamily.Movement);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) =>
        Pointwise(op, checked(op.Attributes.Integer("each")!.Value * op.Outputs[0].Elements));

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) => OperatorCounts.Nothing;
}
