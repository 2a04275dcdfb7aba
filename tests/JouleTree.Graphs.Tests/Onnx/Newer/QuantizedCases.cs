using static JouleTree.Graphs.Tests.Onnx.Newer.NewerCase;

namespace JouleTree.Graphs.Tests.Onnx.Newer;

/// <summary>Numbers of few bits: one scale, one for each position of an axis, and blocks.</summary>
internal static class QuantizedCases
{
    public static NewerCase[] All =>
    [
        Of("one scale", 19, "QuantizeLinear", "uint8 6", [F(6), F(), Given(DataType.UInt8)]),
        Of("columns", 19, "QuantizeLinear", "uint8 1x3x3x2", [F(1, 3, 3, 2), F(3), Given(DataType.UInt8, 3)]),
        Of("float8", 19, "QuantizeLinear", "float8e4m3fn 6", [F(6), F(), Given(DataType.Float8E4M3FN)]),
        Of("float8, other", 21, "QuantizeLinear", "float8e5m2 6", [F(6), F(1), Given(DataType.Float8E5M2, 1)], ("saturate", 0L)),
        Of("sixteen bits", 21, "QuantizeLinear", "uint16 6", [F(6), F(), Given(DataType.UInt16)]),
        Of("four bits", 21, "QuantizeLinear", "uint4 3x4", [F(3, 4), F(3), Given(DataType.UInt4, 3)], ("axis", 0L)),
        Of("signed four bits", 21, "QuantizeLinear", "int4 3x4", [F(3, 4), F(3), Given(DataType.Int4, 3)], ("axis", 0L)),
        Of("type as attribute", 21, "QuantizeLinear", "int8 3x4", [F(3, 4), F()], ("output_dtype", 3L)),
        Of("blocks", 21, "QuantizeLinear", "int16 3x4", [F(3, 4), F(3, 2), Given(DataType.Int16, 3, 2)], ("axis", 1L), ("block_size", 2L)),
        Of("blocks, not full", 21, "QuantizeLinear", "int8 3x5", [F(3, 5), F(3, 3), Given(DataType.Int8, 3, 3)], ("axis", 1L),
            ("block_size", 2L)),
        Of("blocks of four bits", 23, "QuantizeLinear", "int4 4x2", [F(4, 2), F(2, 2)], ("axis", 0L), ("block_size", 2L),
            ("output_dtype", 22L)),
        Of("float4", 23, "QuantizeLinear", "float4e2m1 3x4", [F(3, 4), F(3), Given(DataType.Float4E2M1, 3)], ("axis", 0L)),
        Of("precise", 23, "QuantizeLinear", "int8 3x4", [Given(DataType.Float16, 3, 4), Given(DataType.Float16), Given(DataType.Int8)],
            ("precision", 1L)),
        Of("two bits", 25, "QuantizeLinear", "uint2 3x4", [F(3, 4), F(3), Given(DataType.UInt2, 3)], ("axis", 0L)),
        Of("signed two bits", 25, "QuantizeLinear", "int2 3x4", [F(3, 4), F(3)], ("axis", 0L), ("output_dtype", 26L)),
        Of("one scale", 19, "DequantizeLinear", "4", [Given(DataType.UInt8, 4), F(), Given(DataType.UInt8)]),
        Of("columns", 19, "DequantizeLinear", "1x3x3x2", [Given(DataType.UInt8, 1, 3, 3, 2), F(3), Given(DataType.UInt8, 3)]),
        Of("float8", 19, "DequantizeLinear", "float16 5", [Given(DataType.Float8E4M3FN, 5), Given(DataType.Float16)]),
        Of("sixteen bits", 21, "DequantizeLinear", "4", [Given(DataType.Int16, 4), F(), Given(DataType.Int16)]),
        Of("four bits", 21, "DequantizeLinear", "5", [Given(DataType.UInt4, 5), F(), Given(DataType.UInt4)], ("axis", 0L)),
        Of("blocks", 21, "DequantizeLinear", "1x4x3x2",
            [Given(DataType.UInt8, 1, 4, 3, 2), F(1, 2, 3, 2), Given(DataType.UInt8, 1, 2, 3, 2)], ("axis", 1L), ("block_size", 2L)),
        Of("blocks of four bits", 21, "DequantizeLinear", "float16 4x6", [Given(DataType.Int4, 4, 6), Given(DataType.Float16, 2, 6)],
            ("axis", 0L), ("block_size", 2L)),
        Of("float4", 23, "DequantizeLinear", "5", [Given(DataType.Float4E2M1, 5), F()], ("axis", 0L)),
        Of("type as attribute", 23, "DequantizeLinear", "float16 3x4", [Given(DataType.Int8, 3, 4), F()], ("output_dtype", 10L)),
        Of("powers of two as scales", 23, "DequantizeLinear", "4x2",
            [Given(DataType.Float8E4M3FN, 4, 2), Given(DataType.Float8E8M0, 2, 2)], ("axis", 0L), ("block_size", 2L), ("output_dtype", 1L)),
        Of("two bits", 25, "DequantizeLinear", "3x4", [Given(DataType.UInt2, 3, 4), F(3), Given(DataType.UInt2, 3)], ("axis", 0L)),
        Of("signed two bits", 25, "DequantizeLinear", "3x4", [Given(DataType.Int2, 3, 4), F()]),
        Of("bytes", 11, "DynamicQuantizeLinear", "uint8 2x3, scalar, uint8 scalar", [F(2, 3)]),
        Of("rows", 21, "QLinearMatMul", "int8 2x3", [Given(DataType.Int8, 2, 4), F(1), Given(DataType.Int8, 1), Given(DataType.Int8, 4, 3),
            F(1), Given(DataType.Int8, 1), F(1), Given(DataType.Int8, 1)]),
        Of("stacks", 21, "QLinearMatMul", "uint8 2x2x3", [Given(DataType.UInt8, 2, 2, 4), F(), Given(DataType.UInt8),
            Given(DataType.UInt8, 2, 4, 3), F(), Given(DataType.UInt8), F(), Given(DataType.UInt8)]),
        Of("rows", 10, "MatMulInteger", "int32 4x2", [Given(DataType.UInt8, 4, 3), Given(DataType.UInt8, 3, 2), Given(DataType.UInt8, 1),
            Given(DataType.UInt8, 1)]),
        Of("channels", 10, "QLinearConv", "uint8 1x2x3x3", [Given(DataType.UInt8, 1, 1, 5, 5), F(), Given(DataType.UInt8),
            Given(DataType.UInt8, 2, 1, 3, 3), F(2), Given(DataType.UInt8, 2), F(), Given(DataType.UInt8)]),
        Of("padded", 10, "ConvInteger", "int32 1x1x4x4",
            [Given(DataType.UInt8, 1, 1, 3, 3), Given(DataType.UInt8, 1, 1, 2, 2), Given(DataType.UInt8)],
            ("pads", new long[] { 1, 1, 1, 1 })),
        Of("floats of blocks", 21, "com.microsoft:DequantizeLinear", "4x6", [Given(DataType.UInt8, 4, 6), F(6), Given(DataType.UInt8, 6)],
            ("axis", 1L)),
        Of("sixteen bits", 19, "com.microsoft:QuantizeLinear", "uint16 2x3", [F(2, 3), F(), Given(DataType.UInt16)]),
    ];
}
