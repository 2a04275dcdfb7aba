using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary>
/// Operators of ONNX files that cost a fixed number of operations for each output element; their shapes must be given.
/// An elementary function (exp, tanh, a root), an arithmetic operation and a comparison count 1 each.
/// </summary>
/// <remarks>
/// For instance Mish 5 (exp, add, log, tanh, multiply), Selu 5 (compare, exp, subtract, two
/// factors), QuantizeLinear 4 (divide, round, add, saturate), DequantizeLinear 2 (subtract, multiply), InstanceNorm and
/// GroupNorm 8 as LayerNorm, RotaryEmbedding 3 (two multiplications and an addition). Sum and Mean of k operands: k − 1 and k.
/// </remarks>
internal sealed class ElementCostFamily : OperatorFamily
{
    private static readonly Dictionary<string, int> Costs = ByType(
    [
        (1, "Ceil Round Sign IsNaN IsInf Xor Mod BitShift BitwiseAnd BitwiseOr BitwiseXor BitwiseNot Tan Asin Acos Atan Sinh Cosh "
            + "Asinh Acosh Atanh ThresholdedReLU Hardmax CumProd Scale Binarizer Imputer"),
        (2, "PReLU Shrink DequantizeLinear ImageScaler Affine Scaler"),
        (3, "Softsign LpNormalization RotaryEmbedding ScaledTanh Normalizer"),
        (4, "Elu QuantizeLinear HannWindow HammingWindow MelWeightMatrix ParametricSoftplus"),
        (5, "Selu Mish SwiGLU"),
        (6, "MeanVarianceNormalization"),
        (7, "Celu BlackmanWindow"),
        (8, "InstanceNorm GroupNorm"),
    ]);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = [.. Costs.Keys, "Sum", "Mean"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        long each = op.Type switch
        {
            "Sum" => op.Inputs.Count - 1,
            "Mean" => op.Inputs.Count,
            _ => Costs[op.Type],
        };
        return Pointwise(op, each * op.Outputs[0].Elements);
    }
}
