namespace JouleTree.Graphs;

/// <summary>Type of a tensor's elements. The numbers are those of ONNX's <c>TensorProto.DataType</c>.</summary>
public enum DataType
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>32-bit floating point.</summary>
    Float32 = 1,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 2,

    /// <summary>8-bit signed integer.</summary>
    Int8 = 3,

    /// <summary>16-bit unsigned integer.</summary>
    UInt16 = 4,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 5,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 6,

    /// <summary>64-bit signed integer; token ids are of this type.</summary>
    Int64 = 7,

    /// <summary>Text; its elements have no fixed size.</summary>
    Text = 8,

    /// <summary>Truth value, one byte each.</summary>
    Bool = 9,

    /// <summary>16-bit floating point (IEEE half).</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Float64 = 11,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 12,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 13,

    /// <summary>Complex number of two 32-bit floating-point numbers.</summary>
    Complex64 = 14,

    /// <summary>Complex number of two 64-bit floating-point numbers.</summary>
    Complex128 = 15,

    /// <summary>16-bit floating point with the exponent of 32-bit (bfloat16).</summary>
    BFloat16 = 16,

    /// <summary>8-bit floating point, 4 bits of exponent, 3 of mantissa.</summary>
    Float8E4M3FN = 17,

    /// <summary>8-bit floating point, 4 bits of exponent, 3 of mantissa, no negative zero.</summary>
    Float8E4M3FNUZ = 18,

    /// <summary>8-bit floating point, 5 bits of exponent, 2 of mantissa.</summary>
    Float8E5M2 = 19,

    /// <summary>8-bit floating point, 5 bits of exponent, 2 of mantissa, no negative zero.</summary>
    Float8E5M2FNUZ = 20,

    /// <summary>4-bit unsigned integer, two in a byte.</summary>
    UInt4 = 21,

    /// <summary>4-bit signed integer, two in a byte.</summary>
    Int4 = 22,

    /// <summary>4-bit floating point, two in a byte.</summary>
    Float4E2M1 = 23,

    /// <summary>8-bit power of two, a scale.</summary>
    Float8E8M0 = 24,

    /// <summary>2-bit unsigned integer, four in a byte.</summary>
    UInt2 = 25,

    /// <summary>2-bit signed integer, four in a byte.</summary>
    Int2 = 26,
}
