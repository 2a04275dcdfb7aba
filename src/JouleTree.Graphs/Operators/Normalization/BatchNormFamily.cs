using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Normalization;

/// <summary>
/// <c>BatchNorm2d</c> at inference. Inputs: x, weight, bias, running mean, running variance. FLOPs: 2 for each element,
/// one multiplication and one addition, because mean, variance, weight and bias are constants that combine beforehand.
/// </summary>
internal sealed class BatchNormFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["BatchNorm1d", "BatchNorm2d", "BatchNorm3d"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        [new TensorSpec(inputs[0].Type, ShapeOf(inputs[0]))];

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, 2 * op.Outputs[0].Elements);
}
