using JouleTree.Core.Errors;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary>
/// Comparisons of a tensor with another or with the attribute <c>scalar</c>, and logic on their results. FLOPs: one for each output
/// element.
/// </summary>
/// <remarks>IrEne counts nothing.</remarks>
internal sealed class ComparisonFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
        ["Equal", "NotEqual", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "Not", "And", "Or"];

    /// <inheritdoc/>
    public override bool TakesTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        TensorShape left = ShapeOf(inputs[0]);
        TensorShape right = inputs.Count > 1 ? ShapeOf(inputs[1]) : TensorShape.Scalar;
        TensorShape shape = left.Broadcast(right) ?? throw new InputException($"tensors of shapes {left} and {right} cannot be compared");
        return [new TensorSpec(DataType.Bool, shape)];
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, op.Outputs[0].Elements);

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) => OperatorCounts.Nothing;
}
