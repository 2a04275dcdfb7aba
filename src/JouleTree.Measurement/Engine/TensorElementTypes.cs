namespace JouleTree.Measurement.Engine;

/// <summary>Facts about element types.</summary>
public static class TensorElementTypes
{
    /// <summary>Bytes of one element.</summary>
    /// <param name="type">An element type of fixed size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type has no fixed size.</exception>
    public static int SizeInBytes(this TensorElementType type) => type switch
    {
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Boolean => 1,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
        TensorElementType.Float32 or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Float64 or TensorElementType.Int64 or TensorElementType.UInt64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "an element type of fixed size is needed"),
    };

    /// <summary>True for integers of any width; truth values are not integers.</summary>
    /// <param name="type">An element type.</param>
    public static bool IsInteger(this TensorElementType type) => type is TensorElementType.UInt8 or TensorElementType.Int8
        or TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Int32 or TensorElementType.Int64
        or TensorElementType.UInt32 or TensorElementType.UInt64;

    /// <summary>Name as NumPy spells it, such as <c>float32</c>.</summary>
    /// <param name="type">An element type.</param>
    public static string ToName(this TensorElementType type) => type switch
    {
        TensorElementType.Boolean => "bool",
        _ => type.ToString().ToLowerInvariant(),
    };
}
