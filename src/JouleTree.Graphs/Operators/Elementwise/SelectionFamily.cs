using JouleTree.Core.Errors;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary>
/// <c>Where</c>: the second input where the first, a truth value, holds, else the third input or the attribute
/// <c>scalar</c>. No FLOPs.
/// </summary>
/// <remarks>IrEne counts nothing.</remarks>
internal sealed class SelectionFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Where"];

    /// <inheritdoc/>
    public override bool TakesTexts => true;

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

        return [new TensorSpec(inputs[1].Type, shape)];
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, 0);

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) => OperatorCounts.Nothing;
}
