using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Normalization;

/// <summary>
/// <c>LayerNorm</c>. Inputs: x, weight, bias. FLOPs: 8 for each element (sum, subtract mean, square, sum, scale by the
/// deviation, weight, bias, and the share of the division and root), as in the published IrEne data.
/// </summary>
/// <remarks>IrEne counts four transfers of the output.</remarks>
internal sealed class LayerNormFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["LayerNorm"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        [new TensorSpec(inputs[0].Type, ShapeOf(inputs[0]))];

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Normalised(op);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, 8 * op.Outputs[0].Elements);

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) => new OperatorCounts(0, 8 * op.Outputs[0].Elements, 4 * op.Outputs[0].Bytes);
}
