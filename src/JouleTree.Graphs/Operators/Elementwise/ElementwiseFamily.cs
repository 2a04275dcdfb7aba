using JouleTree.Core.Errors;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary>
/// Element-wise arithmetic of one or two tensors; a constant operand is the attribute <c>scalar</c>, first in order where
/// <c>scalar_left</c> is 1. FLOPs: one for each output element.
/// </summary>
/// <remarks>
/// IrEne: one FLOP for each output element; two transfers of the output for add, sub, div and pow, three for mul and for
/// a constant minus a tensor (rsub).
/// </remarks>
internal sealed class ElementwiseFamily : OperatorFamily
{
    private static readonly HashSet<string> Published = ["Add", "Sub", "Mul", "Div", "Pow"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
    [
        "Add", "Sub", "Mul", "Div", "Pow", "Neg", "Abs", "Sqrt", "Exp", "Log", "Erf", "Reciprocal", "Min", "Max", "Clip", "Sin", "Cos",
        "Floor",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        TensorShape shape = ShapeOf(inputs[0]);
        foreach (Tensor other in inputs.Skip(1))
        {
            shape = shape.Broadcast(ShapeOf(other))
                ?? throw new InputException($"tensors of shapes {shape} and {other.Shape} cannot be combined by {type}");
        }

        return [new TensorSpec(inputs[0].Type, shape)];
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, op.Outputs[0].Elements);

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op)
    {
        if (!Published.Contains(op.Type))
            return null;
        bool three = op.Type == "Mul" || (op.Type == "Sub" && op.Attributes.Integer("scalar_left") == 1);
        return new OperatorCounts(0, op.Outputs[0].Elements, (three ? 3 : 2) * op.Outputs[0].Bytes);
    }
}
