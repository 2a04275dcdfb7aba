namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// The types of safetensors files by their names there: those of the reference implementation (huggingface/safetensors, tensor.rs, 0.6).
/// </summary>
internal static class SafetensorsTypes
{
    private static readonly Dictionary<string, NumberFormat> Known = new(StringComparer.Ordinal)
    {
        ["BOOL"] = NumberFormat.Of(DataType.Bool),
        ["U8"] = NumberFormat.Of(DataType.UInt8),
        ["I8"] = NumberFormat.Of(DataType.Int8),
        ["U16"] = NumberFormat.Of(DataType.UInt16),
        ["I16"] = NumberFormat.Of(DataType.Int16),
        ["U32"] = NumberFormat.Of(DataType.UInt32),
        ["I32"] = NumberFormat.Of(DataType.Int32),
        ["U64"] = NumberFormat.Of(DataType.UInt64),
        ["I64"] = NumberFormat.Of(DataType.Int64),
        ["F16"] = NumberFormat.Of(DataType.Float16),
        ["BF16"] = NumberFormat.Of(DataType.BFloat16),
        ["F32"] = NumberFormat.Of(DataType.Float32),
        ["F64"] = NumberFormat.Of(DataType.Float64),
        ["C64"] = NumberFormat.Of(DataType.Complex64),
        ["F8_E4M3"] = NumberFormat.Of(DataType.Float8E4M3FN),
        ["F8_E5M2"] = NumberFormat.Of(DataType.Float8E5M2),
        ["F8_E4M3FNUZ"] = NumberFormat.Of(DataType.Float8E4M3FNUZ),
        ["F8_E5M2FNUZ"] = NumberFormat.Of(DataType.Float8E5M2FNUZ),
        ["F8_E8M0"] = NumberFormat.Of(DataType.Float8E8M0),
        // There is no name for 6 bits here: the nearest that has one stands for its values, the bits are right.
        ["F6_E2M3"] = new("float6_e2m3", DataType.Float8E4M3FN, 6),
        ["F6_E3M2"] = new("float6_e3m2", DataType.Float8E5M2, 6),
        ["F4"] = NumberFormat.Of(DataType.Float4E2M1),
    };

    /// <summary>Their names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", Known.Keys);

    /// <summary>The type of a name, or null.</summary>
    /// <param name="name">Such as <c>BF16</c>; case matters.</param>
    public static NumberFormat? Find(string name) => Known.GetValueOrDefault(name);
}
