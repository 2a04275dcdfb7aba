using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Normalization;

/// <summary>
/// <c>RMSNorm</c> (Zhang and Sennrich, 2019): x / √(mean(x²) + ε) · weight, over the last dimension. Inputs: x, weight or
/// none. FLOPs: 4 for each element (square, sum, scale by the inverse root, weight), 3 without a weight.
/// </summary>
internal sealed class RmsNormFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["RMSNorm"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        [new TensorSpec(inputs[0].Type, ShapeOf(inputs[0]))];

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Normalised(op);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, (op.Inputs.Count > 1 ? 4 : 3) * op.Outputs[0].Elements);
}
