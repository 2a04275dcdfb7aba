using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// <c>MatMul</c> of two activations: [..., i, k] × [..., k, j], leading dimensions broadcast. MACs: output elements · k;
/// FLOPs: two for each MAC.
/// </summary>
internal sealed class MatMulFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["MatMul"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        TensorShape left = ShapeOf(inputs[0]);
        TensorShape right = ShapeOf(inputs[1]);
        TensorShape? leading = left.Rank >= 2 && right.Rank >= 2 && left[^1] == right[^2]
            ? new TensorShape(left[..^2]).Broadcast(new TensorShape(right[..^2]))
            : null;
        if (leading is null)
            throw new InputException($"matrices of shapes {left} and {right} cannot be multiplied");
        return [new TensorSpec(inputs[0].Type, new TensorShape([.. leading, left[^2], right[^1]]))];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        (TensorShape left, TensorShape right, TensorShape output) = (ShapeOf(op.Inputs[0]), ShapeOf(op.Inputs[1]), ShapeOf(op.Outputs[0]));
        if (left.Rank < 2 || right.Rank < 2 || output.Rank < 2)
            return Facts(op, OperationFamily.Elementwise);
        long each = left[^2] * right[^1];
        return Facts(op, OperationFamily.BatchedProduct) with
        {
            Rows = left[^2],
            Inner = left[^1],
            Outer = right[^1],
            Matrices = each == 0 ? 0 : output.Elements / each,
            Heads = output.Rank == 4 ? output[1] : null,
        };
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        long macs = op.Outputs[0].Elements * ShapeOf(op.Inputs[0])[^1];
        return new OperatorCounts(macs, 2 * macs, MovedBytes(op));
    }

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op)
    {
        long macs = op.Outputs[0].Elements * ShapeOf(op.Inputs[0])[^1];
        long elements = op.Inputs[0].Elements + op.Inputs[1].Elements + op.Outputs[0].Elements;
        return new OperatorCounts(macs, 2 * macs, elements * op.Outputs[0].Type.Bytes());
    }
}
