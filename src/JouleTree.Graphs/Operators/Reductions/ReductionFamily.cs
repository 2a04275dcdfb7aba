using JouleTree.Core.Errors;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Reductions;

/// <summary>
/// Sums, means and extremes along dimensions. Those of ONNX files must be given with their shapes; the zoo states one dimension by
/// <c>axis</c>, which vanishes unless <c>keepdims</c> is 1. FLOPs: one for each input
/// element, and for means one for each output element.
/// </summary>
internal sealed class ReductionFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ArgMax", "ArgMin"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        if (attributes.Integer("axis") is not { } axis || inputs.Count > 1)
            return NotInferred(type);
        TensorShape x = ShapeOf(inputs[0]);
        int reduced = (int)(axis < 0 ? axis + x.Rank : axis);
        if (reduced < 0 || reduced >= x.Rank)
            throw new InputException($"a tensor of shape {x} has no dimension {axis} to reduce");
        return [new TensorSpec(inputs[0].Type, attributes.Integer("keepdims") == 1
            ? new TensorShape([.. x[..reduced], 1, .. x[(reduced + 1)..]])
            : new TensorShape([.. x[..reduced], .. x[(reduced + 1)..]]))];
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) =>
        Pointwise(op, op.Inputs[0].Elements + (op.Type == "ReduceMean" ? op.Outputs[0].Elements : 0));
}
