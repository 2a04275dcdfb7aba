using JouleTree.Graphs.Onnx.Format;
using static JouleTree.Graphs.Tests.Onnx.Newer.NewerCase;

namespace JouleTree.Graphs.Tests.Onnx.Newer;

/// <summary>Contributed operators of quantised models, fused functions and mixtures of experts.</summary>
internal static class ContributedBytesCases
{
    private const string Own = "com.microsoft:";

    public static NewerCase[] All =>
    [
        Of("broadcast", 17, Own + "QLinearAdd", "uint8 2x3x4", [U8(2, 3, 4), F(), U8(), U8(4), F(), U8(), F(), U8()]),
        Of("broadcast", 17, Own + "QLinearMul", "int8 2x3x4", [I8(2, 3, 4), F(), I8(), I8(3, 1), F(), I8(), F(), I8()]),
        Of("columns", 17, Own + "QLinearConcat", "uint8 2x7", [F(), U8(), U8(2, 3), F(), U8(), U8(2, 4), F(), U8()], ("axis", 1L)),
        Of("plain", 17, Own + "QLinearSigmoid", "uint8 2x3", [U8(2, 3), F(), U8(), F(), U8()]),
        Of("plain", 17, Own + "QLinearLeakyRelu", "uint8 2x3", [U8(2, 3), F(), U8(), F(), U8()], ("alpha", 0.1)),
        Of("last", 17, Own + "QLinearSoftmax", "uint8 2x3", [U8(2, 3), F(), U8(), F(), U8()], ("axis", -1L), ("opset", 13L)),
        Of("all", 17, Own + "QLinearGlobalAveragePool", "uint8 1x3x1x1", [U8(1, 3, 5, 5), F(), U8(), F(), U8()]),
        Of("all, channels last", 17, Own + "QLinearGlobalAveragePool", "uint8 1x1x1x3", [U8(1, 5, 5, 3), F(), U8(), F(), U8()],
            ("channels_last", 1L)),
        Of("windows", 17, Own + "QLinearAveragePool", "uint8 1x3x4x4", [U8(1, 3, 5, 5), F(), U8(), F(), U8()],
            ("kernel_shape", new long[] { 2, 2 })),
        Of("windows, channels last", 17, Own + "QLinearAveragePool", "uint8 1x4x4x3", [U8(1, 5, 5, 3), F(), U8(), F(), U8()],
            ("kernel_shape", new long[] { 2, 2 }), ("channels_last", 1L)),
        Of("chosen", 17, Own + "QLinearWhere", "uint8 2x3",
            [Given(DataType.Bool, 2, 3), U8(2, 3), F(), U8(), U8(3), F(), U8(), F(), U8()]),
        Of("bias", 17, Own + "QGemm", "uint8 2x3",
            [U8(2, 4), F(), U8(), U8(4, 3), F(), U8(), Given(DataType.Int32, 3), F(), U8()]),
        Of("numbers", 17, Own + "QGemm", "2x3", [U8(2, 4), F(), U8(), I8(4, 3), F(3), I8(3)]),
        Of("channels last", 17, Own + "QLinearConv", "uint8 1x3x3x2", [U8(1, 5, 5, 1), F(), U8(), U8(2, 1, 3, 3), F(), U8(), F(), U8()],
            ("channels_last", 1L)),
        Of("bias", 17, Own + "DynamicQuantizeMatMul", "2x3", [F(2, 4), U8(4, 3), F(), U8(), F(3)]),
        Of("columns", 17, Own + "MatMulIntegerToFloat", "2x3", [U8(2, 4), U8(4, 3), F(), F(3), U8(), U8(3), F(3)]),
        Of("bytes", 17, Own + "DynamicQuantizeLSTM", "4x1x2x3, 1x2x3, 1x2x3",
            [F(4, 2, 5), Stored(DataType.UInt8, 1, 5, 12), Stored(DataType.UInt8, 1, 3, 12), F(1, 24), null, null, null, null, F(1),
                Stored(DataType.UInt8, 1), F(1), Stored(DataType.UInt8, 1)], ("hidden_size", 3L)),
        Of("heads apart", 17, Own + "RotaryEmbedding", "2x4x3x8", [F(2, 4, 3, 8), Given(DataType.Int64, 2, 3), F(50, 4), F(50, 4)]),
        Of("packed", 17, Own + "RotaryEmbedding", "2x3x32", [F(2, 3, 32), Int64s([1], 0), F(50, 4), F(50, 4)]),
        Of("packed, in part", 17, Own + "RotaryEmbedding", "2x3x32", [F(2, 3, 32), Int64s([1], 0), F(50, 2), F(50, 2)],
            ("num_heads", 4L), ("rotary_embedding_dim", 4L), ("interleaved", 1L)),
        Of("bias", 17, Own + "BiasGelu", "2x3x4", [F(2, 3, 4), F(4)]),
        Of("bias", 17, Own + "FastGelu", "2x3x4", [F(2, 3, 4), F(4)]),
        Of("plain", 17, Own + "FastGelu", "2x3x4", [F(2, 3, 4)]),
        Of("plain", 17, Own + "QuickGelu", "2x3x4", [F(2, 3, 4)], ("alpha", 1.702)),
        Of("plain", 17, Own + "Gelu", "2x3x4", [F(2, 3, 4)]),
        Of("bias", 17, Own + "BiasSoftmax", "2x3x4", [F(2, 3, 4), F(2, 1, 4)], ("axis", 2L), ("is_inner_broadcast", 1L)),
        Of("rows of four bits", 21, Own + "GatherBlockQuantized", "3x32",
            [Stored(DataType.UInt4, 10, 32), Int64s([3], 1, 2, 3), F(10, 2)],
            ("gather_axis", 0L), ("quantize_axis", 1L), ("block_size", 16L)),
        Of("rows of bytes", 21, Own + "GatherBlockQuantized", "2x3x32",
            [Stored(DataType.UInt8, 10, 16), Int64s([2, 3], 1, 2, 3, 4, 5, 6), F(10, 2), Stored(DataType.UInt8, 10, 1)],
            ("gather_axis", 0L), ("quantize_axis", 1L), ("block_size", 16L), ("bits", 4L)),
        Of("eight bits", 21, Own + "GatherBlockQuantized", "3x32", [Stored(DataType.UInt8, 10, 32), Int64s([3], 1, 2, 3), F(10, 2)],
            ("gather_axis", 0L), ("quantize_axis", 1L), ("block_size", 16L), ("bits", 8L)),
        Of("two of four", 17, Own + "MoE", "3x8", [F(3, 8), F(3, 4), F(4, 16, 8), F(4, 16), F(4, 8, 16), F(4, 8)],
            ("k", 2L), ("activation_type", "relu")),
        Of("items", 17, Own + "MoE", "2x3x8", [F(2, 3, 8), F(6, 4), F(4, 16, 8), null, F(4, 8, 16)],
            ("k", 1L), ("activation_type", "gelu")),
        Of("four bits", 17, Own + "QMoE", "3x32",
            [F(3, 32), F(3, 4), U8(4, 64, 16), F(4, 64), F(4, 64), U8(4, 32, 32), F(4, 32), F(4, 32)],
            ("k", 2L), ("activation_type", "relu"), ("expert_weight_bits", 4L)),
        Of("rows", 17, Own + "TorchEmbedding", "2x3x8", [F(10, 8), Given(DataType.Int64, 2, 3)]),
        Of("spectrum", 17, Own + "Rfft", "2x9x2", [F(2, 16)], ("normalized", 0L), ("onesided", 1L), ("signal_ndim", 1L)),
        Of("signal", 17, Own + "Irfft", "2x16", [F(2, 9, 2)], ("normalized", 0L), ("onesided", 1L), ("signal_ndim", 1L)),
        Of("points", 17, Own + "CDist", "4x5", [F(4, 3), F(5, 3)], ("metric", "sqeuclidean")),
        Of("squares", 17, Own + "Inverse", "2x4x4", [F(2, 4, 4)]),
        Of("axis", 17, Own + "ExpandDims", "2x1x3", [F(2, 3), Int32s([], 1)]),
        Of("rows", 17, Own + "GatherND", "2x2", [F(2, 2, 2), Int64s([2, 2], 1, 0, 0, 1)]),
        Of("numbers", 17, Own + "Range", "4", [Single(0), Single(4), Single(1)]),
        Of("upper", 17, Own + "Trilu", "2x3", [F(2, 3), Int(1)]),
        Of("widths", 17, Own + "Pad", "4x5", [F(2, 3), Ints(1, 1, 1, 1), Single(0)]),
        Of("mask", 17, Own + "MaxpoolWithMask", "1x1x4x4", [F(1, 1, 5, 5), Given(DataType.Int32, 1, 1, 5, 5)],
            ("kernel_shape", new long[] { 2, 2 })),
    ];

    private static OnnxTensor U8(params long[] sizes) => Given(DataType.UInt8, sizes);

    private static OnnxTensor I8(params long[] sizes) => Given(DataType.Int8, sizes);
}
