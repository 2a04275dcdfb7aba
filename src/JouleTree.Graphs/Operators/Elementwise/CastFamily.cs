using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary><c>Cast</c> to the data type in the attribute <c>to</c> (ONNX's number), <c>BitCast</c> of the same bits. No FLOPs.</summary>
/// <remarks>IrEne counts nothing.</remarks>
internal sealed class CastFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Cast", "BitCast"];

    /// <inheritdoc/>
    public override bool TakesTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        long to = attributes.Integer("to") ?? throw new InputException("a Cast needs a type to cast to");
        DataType element = Enum.IsDefined((DataType)to) ? (DataType)to : DataType.Unknown;
        return [new TensorSpec(element, ShapeOf(inputs[0]))];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Facts(op, OperationFamily.Movement);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, 0);

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) => OperatorCounts.Nothing;
}
