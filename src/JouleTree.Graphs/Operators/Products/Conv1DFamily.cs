using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// <c>Conv1D</c> of the GPT models: a linear layer whose weight is stored the other way round. Inputs: x [..., k], weight
/// [k, m], bias [m]. MACs: rows·k·m; FLOPs: two for each MAC and one for each output element (bias).
/// </summary>
/// <remarks>IrEne counts one matrix product over all rows: weights once, and no bias.</remarks>
internal sealed class Conv1DFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Conv1D"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        TensorShape x = ShapeOf(inputs[0]);
        TensorShape weight = ShapeOf(inputs[1]);
        if (x.Rank == 0 || weight.Rank != 2 || x[^1] != weight[0])
            throw new InputException($"a Conv1D layer of weight {weight} cannot take an input of shape {x}");
        return [new TensorSpec(inputs[0].Type, x.WithLast(weight[1]))];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Dense(op, ShapeOf(op.Inputs[1])[0]);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        long macs = op.Outputs[0].Elements * ShapeOf(op.Inputs[1])[0];
        return new OperatorCounts(macs, (2 * macs) + op.Outputs[0].Elements, MovedBytes(op));
    }

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op)
    {
        long macs = op.Outputs[0].Elements * ShapeOf(op.Inputs[1])[0];
        long elements = op.Inputs[0].Elements + op.Inputs[1].Elements + op.Outputs[0].Elements;
        return new OperatorCounts(macs, 2 * macs, elements * op.Outputs[0].Type.Bytes());
    }
}
