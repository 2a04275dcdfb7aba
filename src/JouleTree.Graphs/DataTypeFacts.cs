namespace JouleTree.Graphs;

/// <summary>Sizes and names of data types.</summary>
internal static class DataTypeFacts
{
    /// <summary>Bits of one element, or 0 for a type whose elements have no fixed size.</summary>
    /// <param name="type">A data type.</param>
    public static int Bits(this DataType type) => type switch
    {
        DataType.UInt2 or DataType.Int2 => 2,
        DataType.UInt4 or DataType.Int4 or DataType.Float4E2M1 => 4,
        DataType.UInt8 or DataType.Int8 or DataType.Bool or DataType.Float8E4M3FN or DataType.Float8E4M3FNUZ
            or DataType.Float8E5M2 or DataType.Float8E5M2FNUZ or DataType.Float8E8M0 => 8,
        DataType.Float16 or DataType.BFloat16 or DataType.UInt16 or DataType.Int16 => 16,
        DataType.Float32 or DataType.Int32 or DataType.UInt32 => 32,
        DataType.Float64 or DataType.Int64 or DataType.UInt64 or DataType.Complex64 => 64,
        DataType.Complex128 => 128,
        _ => 0,
    };

    /// <summary>Bytes of one element.</summary>
    /// <param name="type">A data type whose elements are whole bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size of the type is not known, or not of whole bytes.</exception>
    public static int Bytes(this DataType type) => type.Bits() is var bits and >= 8
        ? bits / 8
        : throw new ArgumentOutOfRangeException(nameof(type), type, "not a data type of known size in whole bytes");

    /// <summary>Bytes of some elements, the last byte filled up where several elements share one.</summary>
    /// <param name="type">A data type of known size.</param>
    /// <param name="elements">How many.</param>
    /// <exception cref="OverflowException">There are more than 2^63 - 1.</exception>
    public static long BytesOf(this DataType type, long elements)
    {
        int bits = type.Bits();
        return bits >= 8 ? checked(elements * (bits / 8)) : ((elements / 8) * bits) + ((((elements % 8) * bits) + 7) / 8);
    }

    /// <summary>Floating-point numbers of any width: what weights are made of before they are quantised.</summary>
    /// <param name="type">A data type.</param>
    public static bool IsFloat(this DataType type) => type is DataType.Float32 or DataType.Float16 or DataType.BFloat16 or DataType.Float64
        or (>= DataType.Float8E4M3FN and <= DataType.Float8E5M2FNUZ) or DataType.Float4E2M1;

    /// <summary>The name as PyTorch spells it: <c>float32</c>.</summary>
    /// <param name="type">A data type.</param>
    public static string ToName(this DataType type) => type == DataType.Text ? "string" : type.ToString().ToLowerInvariant();

    /// <summary>The floating-point type of a name, or null for any other text.</summary>
    /// <param name="name"><c>float32</c>, <c>float16</c>, <c>bfloat16</c> or <c>float64</c>.</param>
    public static DataType? ParseFloat(string name) => name switch
    {
        "float32" => DataType.Float32,
        "float16" => DataType.Float16,
        "bfloat16" => DataType.BFloat16,
        "float64" => DataType.Float64,
        _ => null,
    };
}
