using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>
/// Tells learned weights from other stored tensors by what reads them, because ONNX does not say: running statistics,
/// scales of quantisation, bounds and masks are not learned; integers are, where they are a quantised weight.
/// </summary>
internal sealed class StoredUses
{
    [Flags]
    private enum Use
    {
        None = 0,
        Weight = 1,
        Setting = 2,
        Quantized = 4,
        Scale = 8,
    }

    private readonly Dictionary<string, Use> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);

    /// <param name="model">A model without functions.</param>
    public StoredUses(OnnxModel model) => Add(model.Nodes);

    /// <summary>True for a learned weight.</summary>
    /// <param name="tensor">A stored tensor.</param>
    /// <param name="name">Name of the value.</param>
    /// <param name="isConstant">It is the value of a Constant node: single numbers are then no weights.</param>
    public bool IsLearned(OnnxTensor tensor, string name, bool isConstant)
    {
        Use use = _uses.GetValueOrDefault(name);
        if (tensor.IsBuffer)
            return false;
        if (!tensor.Type.IsFloat())
            return use.HasFlag(Use.Quantized) && tensor.Shape.Rank > 0;
        return tensor.Shape.Rank > 0
            && (use == Use.None ? !isConstant : (use & ~(Use.Setting | Use.Scale)) != 0) && (!isConstant || tensor.Shape.Elements > 1);
    }

    /// <summary>True for scales and zero points: what takes quantised values back to numbers.</summary>
    /// <param name="name">Name of a stored value.</param>
    public bool IsScale(string name) => _uses.GetValueOrDefault(name).HasFlag(Use.Scale);

    private void Add(IEnumerable<OnnxNode> nodes)
    {
        foreach (OnnxNode node in nodes)
        {
            // Another name, type or order of a stored tensor is used as that is.
            bool passesOn = node.Domain.Length == 0
                && node.OpType is "Identity" or "Cast" or "Transpose" or "Reshape" or "Unsqueeze" or "Squeeze" && node.Inputs.Count > 0;
            if (passesOn && node.Outputs.Count > 0)
                _aliases[node.Outputs[0]] = Resolve(node.Inputs[0]);
            for (int index = passesOn ? 1 : 0; index < node.Inputs.Count; index++)
            {
                string name = Resolve(node.Inputs[index]);
                _uses[name] = _uses.GetValueOrDefault(name) | Of(node, index);
            }

            foreach (OnnxSubgraph graph in node.Subgraphs)
                Add(graph.Nodes);
        }
    }

    private string Resolve(string name) => _aliases.GetValueOrDefault(name, name);

    private static Use Of(OnnxNode node, int input) => (node.OpType, input) switch
    {
        ("BatchNormalization", 3 or 4) or ("Resize" or "Upsample" or "Pad" or "Clip" or "Dropout" or "OneHot" or "Pow", >= 1) =>
            Use.Setting,
        ("Where" or "Range" or "ConstantOfShape" or "Equal" or "Less" or "Greater" or "LessOrEqual" or "GreaterOrEqual", _) => Use.Setting,
        ("DequantizeLinear", 0) => Use.Quantized,
        ("QuantizeLinear" or "DequantizeLinear", >= 1) => Use.Scale,
        ("QLinearConv", 3 or 8) or ("QLinearMatMul", 3) or ("MatMulInteger" or "MatMulInteger16" or "ConvInteger", 1) => Use.Quantized,
        ("QLinearConv" or "QLinearMatMul" or "MatMulInteger" or "ConvInteger", >= 1) => Use.Scale,
        ("MatMulNBits" or "MatMulBnb4" or "MatMulFpQ4" or "DynamicQuantizeMatMul" or "MatMulIntegerToFloat" or "QAttention", 1)
            or ("QGemm", 3 or 6) => Use.Quantized,
        ("MatMulNBits", 4) => Use.Setting,
        ("MatMulNBits", 2 or 3) or ("MatMulBnb4", 2) or ("DynamicQuantizeMatMul", 2 or 3)
            or ("MatMulIntegerToFloat", >= 2 and <= 5) => Use.Scale,
        ("QGemm", 1 or 2 or 4 or 5 or 7 or 8) or ("QAttention", 3 or 4 or 6 or 7) => Use.Scale,
        ("DynamicQuantizeLSTM", 1 or 2) or ("GatherBlockQuantized", 0) or ("QMoE", 2 or 5 or 8) => Use.Quantized,
        // Some writers leave out the place of the peepholes, so that scales begin one earlier.
        ("DynamicQuantizeLSTM", >= 8) => Use.Scale,
        ("DynamicQuantizeLSTM", 7) when node.Inputs.Count < 12 => Use.Scale,
        ("GatherBlockQuantized", 1) or ("QAttention", >= 5) or ("QGemm", _) => Use.Setting,
        ("GatherBlockQuantized", >= 2) or ("QMoE", 3 or 6 or 9 or 11 or 12 or 13) => Use.Scale,
        ("RotaryEmbedding" or "STFT", >= 1) or ("GroupQueryAttention", >= 5) => Use.Setting,
        (var type, _) when type.StartsWith("QLinear", StringComparison.Ordinal) => Use.Scale,
        _ => Use.Weight,
    };
}
