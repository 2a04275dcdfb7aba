using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Spatial;

/// <summary>
/// <c>Resize</c> (and Upsample) and <c>GridSample</c>. Attribute <c>mode</c>, and <c>dimensions</c>, the number of dimensions that change.
/// FLOPs for each output element: nearest 0; linear 3 (subtract, multiply, add) for each of the 2^d − 1 interpolations; cubic
/// 2 for each of 4^d neighbours.
/// </summary>
internal sealed class ResamplingFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Resize", "GridSample"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        int dimensions = (int)Math.Min(8, op.Attributes.Integer("dimensions") ?? 2);
        long each = op.Attributes.Text("mode") switch
        {
            "cubic" or "bicubic" => 2L << (2 * dimensions),
            "linear" or "bilinear" => 3L * ((1L << dimensions) - 1),
            _ => 0,
        };
        return Pointwise(op, each * op.Outputs[0].Elements);
    }
}
