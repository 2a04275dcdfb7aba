using JouleTree.Core.Errors;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Reductions;

/// <summary>
/// Sums, means and extremes along dimensions, from ONNX files; their output shapes must be given. FLOPs: one for each input
/// element, and for means one for each output element.
/// </summary>
internal sealed class ReductionFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ArgMax", "ArgMin"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        throw new InputException($"the shape that {type} makes is not known");

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) =>
        Pointwise(op, op.Inputs[0].Elements + (op.Type == "ReduceMean" ? op.Outputs[0].Elements : 0));
}
