using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Control;

namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>What becomes of each ONNX operator type: as what it is counted, or why it is only listed.</summary>
internal static class Catalog
{
    /// <summary>Operators that are read as ours of another name.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["MatMul"] = "Linear, MatMul",
        ["Gemm"] = "Linear, FusedGemm",
        ["Gather"] = "Embedding, Gather",
        ["TorchEmbedding"] = "Embedding",
        ["Conv"] = "Conv1d, Conv2d, Conv3d",
        ["ConvTranspose"] = "ConvTranspose1d, ConvTranspose2d, ConvTranspose3d",
        ["BatchNormalization"] = "BatchNorm1d, BatchNorm2d, BatchNorm3d",
        ["LayerNormalization"] = "LayerNorm",
        ["SimplifiedLayerNormalization"] = "RMSNorm",
        ["RMSNormalization"] = "RMSNorm",
        ["InstanceNormalization"] = "InstanceNorm",
        ["GroupNormalization"] = "GroupNorm",
        ["DynamicQuantizeLSTM"] = "LSTM",
        ["Einsum"] = "Einsum, EinsumProduct",
        ["ExpandDims"] = "Unsqueeze",
        ["Relu"] = "ReLU",
        ["PRelu"] = "PReLU",
        ["ThresholdedRelu"] = "ThresholdedReLU",
        ["LeakyRelu"] = "LeakyReLU",
        ["Gelu"] = "GELU, NewGELU",
        ["Swish"] = "SiLU",
        ["QuickGelu"] = "QuickGELU",
        ["MaxPool"] = "MaxPool1d, MaxPool2d, MaxPool3d",
        ["AveragePool"] = "AvgPool1d, AvgPool2d, AvgPool3d",
        ["GlobalAveragePool"] = "AdaptiveAvgPool2d, GlobalAvgPool",
        ["QLinearGlobalAveragePool"] = "GlobalAvgPool",
        ["Upsample"] = "Resize",
        ["Scatter"] = "ScatterElements",
        ["Clip"] = "Clip, ReLU6",
        ["ReduceSumInteger"] = "ReduceSum",
        ["NhwcFusedConv"] = "NhwcConv",
        ["TransposeMatMul"] = "FusedMatMul",
        ["FusedMatMulActivation"] = "FusedMatMul",
        ["MoE"] = "MixtureOfExperts",
        ["QMoE"] = "MixtureOfExperts",
        ["BiasDropout"] = "BiasAdd",
        ["ComplexMulConj"] = "ComplexMul",
        ["CastLike"] = "Cast",
    };

    /// <summary>True for a contributed operator that is counted under its own name.</summary>
    public static bool IsKept(string domain, string opType) => ShapeRules.Knows(domain, opType);

    /// <summary>Our types that an operator is counted as, by commas, or null where it is only listed.</summary>
    public static string? CountedAs(string domain, string opType)
    {
        if (domain.Length == 0 && opType is "If" or "Loop" or "Scan" or "SequenceMap")
            return opType;
        if (domain.Length == 0 && opType == "Constant")
            return "a stored value";
        if (!ShapeRules.Knows(domain, opType) || UncountedFamily.Reason(opType) is not null)
            return null;
        return Names.TryGetValue(opType, out string? names) ? names : OperatorFamilies.Find(opType) is null ? null : opType;
    }

    /// <summary>Why an operator is listed and not counted.</summary>
    public static string WhyListed(string opType) => UncountedFamily.Reason(opType) ?? "no rule";
}
