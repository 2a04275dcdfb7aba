namespace JouleTree.Graphs.Operators;

/// <summary>
/// Operators of ONNX files that cost a fixed number of operations for each output element; their shapes must be given.
/// An elementary function (exp, tanh, a root), an arithmetic operation and a comparison count 1 each.
/// </summary>
/// <remarks>
/// For instance Softplus 3 (exp, add, log), Mish 5 (exp, add, log, tanh, multiply), Selu 5 (compare, exp, subtract, two
/// factors), QuantizeLinear 4 (divide, round, add, saturate), DequantizeLinear 2 (subtract, multiply), InstanceNorm and
/// GroupNorm 8 as LayerNorm, RotaryEmbedding 3 (two multiplications and an addition). Sum and Mean of k operands: k − 1 and k.
/// </remarks>
public sealed class ElementCostFamily : OperatorFamily
{
    private static readonly Dictionary<string, int> Costs = new(StringComparer.Ordinal)
    {
        ["Floor"] = 1, ["Ceil"] = 1, ["Round"] = 1, ["Sign"] = 1, ["IsNaN"] = 1, ["IsInf"] = 1, ["Xor"] = 1, ["Mod"] = 1,
        ["BitShift"] = 1, ["BitwiseAnd"] = 1, ["BitwiseOr"] = 1, ["BitwiseXor"] = 1, ["BitwiseNot"] = 1,
        ["Tan"] = 1, ["Asin"] = 1, ["Acos"] = 1, ["Atan"] = 1, ["Sinh"] = 1, ["Cosh"] = 1, ["Asinh"] = 1, ["Acosh"] = 1, ["Atanh"] = 1,
        ["PReLU"] = 2, ["ThresholdedReLU"] = 1, ["Shrink"] = 2, ["Softplus"] = 3, ["Softsign"] = 3, ["Elu"] = 4, ["Selu"] = 5, ["Celu"] = 7, ["Mish"] = 5,
        ["Hardmax"] = 1, ["CumProd"] = 1, ["LpNormalization"] = 3, ["MeanVarianceNormalization"] = 6,
        ["QuantizeLinear"] = 4, ["DequantizeLinear"] = 2,
        ["InstanceNorm"] = 8, ["GroupNorm"] = 8, ["RotaryEmbedding"] = 3,
        ["HannWindow"] = 4, ["HammingWindow"] = 4, ["BlackmanWindow"] = 7,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = [.. Costs.Keys, "Sum", "Mean"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) => NotInferred(type);

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
