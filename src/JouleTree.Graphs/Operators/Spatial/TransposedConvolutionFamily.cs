using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Spatial;

/// <summary>
/// Transposed convolutions. Inputs: x [n, cin, d...], weight [cin, cout / groups, k...], bias [cout] or none. Each input
/// element is multiplied into a window of each output channel of its group. MACs: input elements · cout / groups · window;
/// FLOPs: two for each MAC, one for each output element if there is a bias.
/// </summary>
internal sealed class TransposedConvolutionFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        TensorShape weight = ShapeOf(op.Inputs[1]);
        long macs = weight.Elements == 0 ? 0 : op.Inputs[0].Elements * (weight.Elements / weight[0]);
        return new OperatorCounts(macs, (2 * macs) + (op.Inputs.Count > 2 ? op.Outputs[0].Elements : 0), MovedBytes(op));
    }
}
