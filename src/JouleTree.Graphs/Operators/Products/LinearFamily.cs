using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Products;

/// <summary>
/// <c>Linear</c>: y = x·Wᵀ + b. Inputs: x [..., k], weight [m, k], bias [m] or none. MACs: rows·k·m; FLOPs: two for each
/// MAC, one for each output element if there is a bias.
/// </summary>
/// <remarks>
/// IrEne counts the weights once for each item of the batch, the bias as an addition of its own (two transfers of the
/// output), and for a two-dimensional x (a pooler) no bias at all: checked on the published trees.
/// </remarks>
internal sealed class LinearFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Linear"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        TensorShape x = ShapeOf(inputs[0]);
        TensorShape weight = ShapeOf(inputs[1]);
        if (x.Rank == 0 || weight.Rank != 2 || x[^1] != weight[1])
            throw new InputException($"a linear layer of weight {weight} cannot take an input of shape {x}");
        return [new TensorSpec(inputs[0].Type, x.WithLast(weight[0]))];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Dense(op, ShapeOf(op.Inputs[1])[1]);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        long macs = op.Outputs[0].Elements * ShapeOf(op.Inputs[1])[1];
        return new OperatorCounts(macs, (2 * macs) + (HasBias(op) ? op.Outputs[0].Elements : 0), MovedBytes(op));
    }

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op)
    {
        TensorShape x = ShapeOf(op.Inputs[0]);
        TensorShape weight = ShapeOf(op.Inputs[1]);
        long inputs = x.Elements;
        long outputs = op.Outputs[0].Elements;
        long macs = outputs * weight[1];
        long size = op.Outputs[0].Type.Bytes();
        if (x.Rank <= 2)
            return new OperatorCounts(macs, 2 * macs, (inputs + weight.Elements + outputs) * size);
        long bias = HasBias(op) ? outputs : 0;
        return new OperatorCounts(macs, (2 * macs) + bias, (inputs + (x[0] * weight.Elements) + outputs + (2 * bias)) * size);
    }

    /// <inheritdoc/>
    public override long? CountLayerwiseMacs(Operator op) =>
        PublishedMacs.OfWeights(op.Outputs[0].Elements, ShapeOf(op.Inputs[1])[1], HasBias(op));

    private static bool HasBias(Operator op) => op.Inputs.Count > 2;
}
