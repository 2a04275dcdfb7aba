using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Movement;

/// <summary>
/// Operators that find elements by their values: <c>NonZero</c> compares each element once; <c>Compress</c> copies those that are
/// chosen; <c>Unique</c> sorts, n · ⌈log2 n⌉ comparisons; <c>NonMaxSuppression</c> compares each score with the threshold and, at
/// the most, each pair of an image's boxes once for each class, 13 operations (four extremes, two differences, four more for
/// areas, a product, a sum and a division). How many there are depends on data: shapes, and so bytes, are the largest that can come.
/// </summary>
internal sealed class FindingFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["NonZero", "Compress", "Unique", "NonMaxSuppression"];

    /// <inheritdoc/>
    public override bool TakesTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        long elements = op.Inputs[0].Elements;
        return Pointwise(op, op.Type switch
        {
            "NonZero" => elements,
            "Unique" => checked(elements * (long)Math.Ceiling(Math.Log2(Math.Max(2, elements)))),
            "NonMaxSuppression" => Pairs(ShapeOf(op.Inputs[1])),
            _ => 0,
        });
    }

    private static long Pairs(TensorShape scores)
    {
        long boxes = scores[^1];
        return checked(scores.Elements + (13 * scores[0] * scores[1] * (boxes * (boxes - 1) / 2)));
    }
}
