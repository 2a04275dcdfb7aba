using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Spatial;

/// <summary>
/// Convolutions. Inputs: x [n, cin, d...], weight [cout, cin / groups, k...], bias [cout] or none; attributes
/// <c>strides</c>, <c>pads</c>, <c>dilations</c>, <c>group</c> as in ONNX. MACs: output elements · cin / groups · window;
/// FLOPs: two for each MAC, one for each output element if there is a bias.
/// </summary>
internal sealed class ConvolutionFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Conv1d", "Conv2d", "Conv3d"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        TensorShape x = ShapeOf(inputs[0]);
        TensorShape weight = ShapeOf(inputs[1]);
        long groups = attributes.Integer("group") ?? 1;
        if (x.Rank < 3 || x.Rank != weight.Rank || x[1] != weight[1] * groups || weight[0] % groups != 0)
            throw new InputException($"a convolution of weight {weight} in {groups} group(s) cannot take an input of shape {x}");
        Windows windows = Windows.Of(attributes, [.. weight.Skip(2)]);
        return [new TensorSpec(inputs[0].Type, windows.Output(x, weight[0]))];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        TensorShape weight = ShapeOf(op.Inputs[1]);
        return Filtered(op, weight[0] == 0 ? 0 : weight.Elements / weight[0], weight[2..]);
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        long macs = op.Outputs[0].Elements * WeightsPerOutput(op);
        return new OperatorCounts(macs, (2 * macs) + (op.Inputs.Count > 2 ? op.Outputs[0].Elements : 0), MovedBytes(op));
    }

    /// <inheritdoc/>
    public override long? CountLayerwiseMacs(Operator op) =>
        PublishedMacs.OfWeights(op.Outputs[0].Elements, WeightsPerOutput(op), bias: op.Inputs.Count > 2);

    private static long WeightsPerOutput(Operator op)
    {
        TensorShape weight = ShapeOf(op.Inputs[1]);
        return weight.Elements == 0 ? 0 : weight.Elements / weight[0];
    }
}
