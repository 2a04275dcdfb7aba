using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Normalization;

/// <summary>
/// <c>Softmax</c> along the attribute <c>axis</c>. FLOPs: 5 for each element (maximum, subtract, exponential, sum, divide).
/// </summary>
/// <remarks>IrEne: 5 for each element as well, three transfers of the output.</remarks>
internal sealed class SoftmaxFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Softmax", "LogSoftmax"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        [new TensorSpec(inputs[0].Type, ShapeOf(inputs[0]))];

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        TensorShape output = ShapeOf(op.Outputs[0]);
        long axis = op.Attributes.Integer("axis") ?? -1;
        // Rows along another dimension than the last are no scores of attention.
        if (output.Rank == 0 || (axis != -1 && axis != output.Rank - 1))
            return Facts(op, OperationFamily.Elementwise);
        return Facts(op, OperationFamily.Softmax) with
        {
            Rows = output.Rank > 1 ? output[^2] : 1,
            Outer = output[^1],
            Matrices = output.Rank > 2 ? new TensorShape(output[..^2]).Elements : 1,
            Heads = output.Rank == 4 ? output[1] : null,
        };
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => Pointwise(op, 5 * op.Outputs[0].Elements);

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) =>
        op.Type == "Softmax" ? new OperatorCounts(0, 5 * op.Outputs[0].Elements, 3 * op.Outputs[0].Bytes) : null;

    /// <inheritdoc/>
    public override long? CountLayerwiseMacs(Operator op) => op.Type == "Softmax" ? 0 : null;
}
