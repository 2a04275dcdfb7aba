using JouleTree.Core.Errors;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Movement;

/// <summary>
/// More operators of ONNX files that place elements and compute nothing; shapes must be given (but for <c>TopK</c> of the last
/// dimension, which the zoo states by <c>k</c>). No FLOPs; bytes: what is
/// written, and as much read. <c>TopK</c>, <c>RoiAlign</c> and others that compare or interpolate have the rule in the remarks.
/// </summary>
/// <remarks>
/// TopK: one comparison for each input element and each level of a heap of k, input · ⌈log2(k + 1)⌉. RoiAlign with a fixed
/// <c>sampling_ratio</c> r: r² bilinear samples of 9 operations each and their mean, for each output element. Col2Im: one
/// addition for each input element. Reductions beyond sums and extremes: two for each input element.
/// </remarks>
internal sealed class RearrangementFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
    [
        "DepthToSpace", "SpaceToDepth", "ReverseSequence", "CenterCropPad", "EyeLike", "TensorScatter", "MaxUnpool", "AffineGrid",
            "QLinearConcat",
        "TopK", "RoiAlign", "Col2Im", "ReduceL1", "ReduceL2", "ReduceProd", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare",
            "QLinearReduceMean", "Det",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        if (type != "TopK" || attributes.Integer("k") is not { } chosen)
            return NotInferred(type);
        TensorShape x = ShapeOf(inputs[0]);
        if (x.Rank == 0 || chosen < 1 || chosen > x[^1])
            throw new InputException($"the largest {chosen} of each row cannot be taken of a tensor of shape {x}");
        return [new TensorSpec(inputs[0].Type, x.WithLast(chosen)), new TensorSpec(DataType.Int64, x.WithLast(chosen))];
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        long read = op.Inputs[0].Elements;
        long written = op.Outputs[0].Elements;
        switch (op.Type)
        {
            case "TopK":
                long chosen = op.Attributes.Integer("k") ?? 1;
                return Pointwise(op, read * (long)Math.Ceiling(Math.Log2(chosen + 1)));
            case "RoiAlign":
                return op.Attributes.Integer("sampling_ratio") is { } ratio and > 0
                    ? Pointwise(op, written * ((ratio * ratio * 10) + 1))
                    : null;
            case "Det":
                // An elimination: two thirds of n³ operations for each matrix.
                long side = ShapeOf(op.Inputs[0])[^1];
                return Pointwise(op, checked(written * (2 * side * side * side / 3)));
            case "Col2Im":
                return Pointwise(op, read);
            case "AffineGrid":
                return Pointwise(op, written * 2 * ShapeOf(op.Inputs[0])[^1]);
            case "ReduceL1" or "ReduceProd":
                return Pointwise(op, read * (op.Type == "ReduceL1" ? 2 : 1));
            case "ReduceL2" or "ReduceLogSum" or "ReduceLogSumExp" or "ReduceSumSquare" or "QLinearReduceMean":
                return Pointwise(op, (2 * read) + (op.Type == "ReduceSumSquare" ? 0 : written));
            default:
                return new OperatorCounts(0, 0, 2 * op.Outputs.Sum(output => output.Bytes));
        }
    }

    /// <inheritdoc/>
    public override string? WhyNot(Operator op) => op.Type == "RoiAlign" ? "the number of its samples depends on data" : null;
}
