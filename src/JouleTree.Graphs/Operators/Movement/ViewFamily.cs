using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Movement;

/// <summary>
/// The same elements seen in another shape, the attribute <c>shape</c>: no FLOPs, and no bytes, because nothing is copied.
/// </summary>
internal sealed class ViewFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Reshape", "Flatten", "Unsqueeze", "Squeeze", "Identity"];

    /// <inheritdoc/>
    public override bool NeedsShapes => false;

    /// <inheritdoc/>
    public override bool TakesTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        TensorShape x = ShapeOf(inputs[0]);
        if (type == "Identity")
            return [new TensorSpec(inputs[0].Type, x)];
        IReadOnlyList<long> dimensions = attributes.Integers("shape") ?? throw new InputException($"{type} needs a shape");
        TensorShape shape = new([.. dimensions]);
        if (shape.Elements != x.Elements)
            throw new InputException($"a tensor of shape {x} cannot be seen as {shape}");
        return [new TensorSpec(inputs[0].Type, shape)];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Facts(op, OperationFamily.Movement);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => OperatorCounts.Nothing;

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) => OperatorCounts.Nothing;

    /// <inheritdoc/>
    public override long? CountLayerwiseMacs(Operator op) => 0;
}
