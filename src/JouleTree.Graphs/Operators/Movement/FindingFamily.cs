using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Movement;

/// <summary>
/// Operators that find elements by their values: <c>NonZero</c> compares each element once; <c>Compress</c> copies those that are
/// chosen. How many there are depends on data: shapes, and so bytes, are the largest that can come.
/// </summary>
internal sealed class FindingFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["NonZero", "Compress"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        return Pointwise(op, op.Type == "NonZero" ? op.Inputs[0].Elements : 0);
    }
}
