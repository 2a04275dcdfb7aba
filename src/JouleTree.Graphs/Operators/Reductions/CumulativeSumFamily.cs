using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Reductions;

/// <summary><c>CumSum</c> along the attribute <c>axis</c>. FLOPs: one for each element.</summary>
/// <remarks>IrEne counts nothing.</remarks>
internal sealed class CumulativeSumFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["CumSum"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        [new TensorSpec(inputs[0].Type, ShapeOf(inputs[0]))];

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, op.Outputs[0].Elements);

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) => OperatorCounts.Nothing;
}
