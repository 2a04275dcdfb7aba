using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Spatial;

/// <summary>
/// <c>AdaptiveAvgPool2d</c> to the size in the attribute <c>output_size</c>. FLOPs: one addition for each input element and
/// one division for each output element.
/// </summary>
internal sealed class AdaptivePoolingFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["AdaptiveAvgPool2d"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        TensorShape x = ShapeOf(inputs[0]);
        IReadOnlyList<long> size = attributes.Integers("output_size")
            ?? throw new InputException("an adaptive pooling operator needs an output_size");
        if (x.Rank != size.Count + 2)
            throw new InputException($"an input of shape {x} cannot be pooled to {string.Join('x', size)}");
        return [new TensorSpec(inputs[0].Type, new TensorShape([x[0], x[1], .. size]))];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Pooled(op, null);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, op.Inputs[0].Elements + op.Outputs[0].Elements);

    /// <inheritdoc/>
    public override long? CountLayerwiseMacs(Operator op) => op.Inputs[0].Elements;
}
