using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Movement;

/// <summary>
/// Elements moved to another place: <c>Transpose</c> (attribute <c>perm</c>), <c>Concat</c> (<c>axis</c>), <c>Split</c> into
/// parts (<c>axis</c> with the number of equal <c>parts</c>, or their <c>sizes</c>), <c>Select</c> of one position (<c>axis</c>,
/// <c>index</c>). No FLOPs; bytes: what
/// is written, and as much read.
/// </summary>
/// <remarks>IrEne counts nothing.</remarks>
internal sealed class CopyFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Transpose", "Concat", "Split", "Select"];

    /// <inheritdoc/>
    public override bool TakesTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        TensorShape x = ShapeOf(inputs[0]);
        DataType element = inputs[0].Type;
        if (type == "Transpose")
        {
            IReadOnlyList<long> order = attributes.Integers("perm")
                ?? [.. Enumerable.Range(0, x.Rank).Select(index => (long)(x.Rank - 1 - index))];
            return [new TensorSpec(element, new TensorShape([.. order.Select(index => x[(int)index])]))];
        }

        int axis = (int)(attributes.Integer("axis") ?? 0);
        axis = axis < 0 ? axis + x.Rank : axis;
        long[] dimensions = [.. x];
        switch (type)
        {
            case "Concat":
                foreach (TensorShape other in inputs.Skip(1).Select(ShapeOf))
                {
                    for (int index = 0; index < x.Rank; index++)
                    {
                        if (other.Rank != x.Rank || (index != axis && other[index] != x[index]))
                            throw new InputException($"tensors of shapes {x} and {other} cannot be joined along dimension {axis}");
                    }
                }

                dimensions[axis] = inputs.Sum(input => ShapeOf(input)[axis]);
                return [new TensorSpec(element, new TensorShape(dimensions))];
            case "Split" when attributes.Integers("sizes") is { } sizes:
                if (sizes.Sum() != x[axis])
                    throw new InputException(
                        $"a tensor of shape {x} cannot be split into {string.Join(", ", sizes)} along dimension {axis}");
                return [.. sizes.Select(size =>
                {
                    long[] part = [.. x];
                    part[axis] = size;
                    return new TensorSpec(element, new TensorShape(part));
                })];
            case "Split":
                int parts = (int)(attributes.Integer("parts") ?? 2);
                if (x[axis] % parts != 0)
                    throw new InputException($"a tensor of shape {x} cannot be split into {parts} equal parts along dimension {axis}");
                dimensions[axis] /= parts;
                return [.. Enumerable.Repeat(new TensorSpec(element, new TensorShape(dimensions)), parts)];
            default:
                return [new TensorSpec(element, new TensorShape([.. x[..axis], .. x[(axis + 1)..]]))];
        }
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Facts(op, OperationFamily.Movement);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => new OperatorCounts(0, 0, 2 * op.Outputs.Sum(output => output.Bytes));

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) => OperatorCounts.Nothing;
}
