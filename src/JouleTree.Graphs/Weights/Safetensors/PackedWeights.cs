namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// Weights of compressed-tensors: <c>weight_packed</c> [out, in / 8] in words of 32 bits with <c>weight_scale</c> [out, groups] and, where
/// they have zero points, <c>weight_zero_point</c>; or two 4-bit floating-point numbers a byte.
/// </summary>
internal static class PackedWeights
{
    private const int Word = 32;

    /// <summary>Takes one, if it is one.</summary>
    /// <param name="layouts">Where to.</param>
    /// <param name="module">Name of the layer with a dot behind it.</param>
    /// <param name="values">Its <c>weight_packed</c>.</param>
    /// <param name="said">The type that the configuration says: no shape tells how many values a word holds.</param>
    public static void Take(QuantizedLayouts layouts, string module, SafetensorsEntry values, NumberFormat? said)
    {
        ArgumentNullException.ThrowIfNull(layouts);
        ArgumentNullException.ThrowIfNull(values);
        string name = module + "weight";
        if (values.Shape.Rank < 2 || layouts.Find(name + "_scale") is not { } scale)
            return;
        if (values.Format.Bits == 8)
        {
            TensorShape unpacked = values.Shape.WithLast(checked(2 * values.Shape[^1]));
            layouts.Add(name, NumberFormat.Parse(ScaledValues.IsPowerOfTwo(scale) ? "mxfp4" : "nvfp4"), unpacked, values,
                name + "_scale", name + "_global_scale", module + "input_global_scale");
            return;
        }

        if (values.Format.Bits != Word)
            return;
        int bits = said is { Value: DataType.Int4 or DataType.Int8, Bits: >= 2 and <= 8 } ? said.Bits : 4;
        long columns = checked(values.Shape[^1] * Word) / bits;
        long groups = scale.Shape.Rank < 2 ? 1 : scale.Shape[^1];
        layouts.Add(name,
            QuantizedLayouts.Integers(bits, columns, groups, layouts.Find(name + "_zero_point") is not null, scale.Format),
            values.Shape.WithLast(columns), values,
            name + "_scale", name + "_zero_point", name + "_shape", name + "_g_idx");
    }
}
