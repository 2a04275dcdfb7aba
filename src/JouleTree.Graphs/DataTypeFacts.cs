namespace JouleTree.Graphs;

/// <summary>Sizes and names of data types.</summary>
public static class DataTypeFacts
{
    /// <summary>Bytes of one element.</summary>
    /// <param name="type">A known data type.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is <see cref="DataType.Unknown"/> or not one of ours.</exception>
    public static int Bytes(this DataType type) => type switch
    {
        DataType.UInt8 or DataType.Int8 or DataType.Bool => 1,
        DataType.Float16 or DataType.BFloat16 => 2,
        DataType.Float32 or DataType.Int32 => 4,
        DataType.Float64 or DataType.Int64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a data type of known size"),
    };

    /// <summary>The name as PyTorch spells it: <c>float32</c>.</summary>
    /// <param name="type">A data type.</param>
    public static string ToName(this DataType type) => type.ToString().ToLowerInvariant();

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
