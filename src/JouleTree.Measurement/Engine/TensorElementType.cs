namespace JouleTree.Measurement.Engine;

/// <summary>Type of a tensor's elements; the numbers are ONNX's (<c>TensorProto.DataType</c>) and the engine's alike.</summary>
#pragma warning disable CA1720 // These are the names of the types.
public enum TensorElementType
{
    /// <summary>Not known.</summary>
    Undefined = 0,

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

    /// <summary>64-bit signed integer.</summary>
    Int64 = 7,

    /// <summary>Text; such tensors have no bytes here.</summary>
    Text = 8,

    /// <summary>Truth value in one byte.</summary>
    Boolean = 9,

    /// <summary>16-bit floating point (IEEE 754).</summary>
    Float16 = 10,

    /// <summary>64-bit floating point.</summary>
    Float64 = 11,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32 = 12,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 13,

    /// <summary>16-bit floating point with the exponent of 32-bit (bfloat16).</summary>
    BFloat16 = 16,
}
#pragma warning restore CA1720
