namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// Weights of MLX: <c>weight</c> [out, words] of 32 bits with <c>scales</c> and <c>biases</c> [out, groups], in the model's own type.
/// </summary>
internal static class MlxValues
{
    private const int Word = 32;

    // In the order in which they are tried: MLX makes groups of 64 where nobody says otherwise, and no shape tells bits and groups apart.
    private static readonly int[] Groups = [64, 32, 128];

    /// <summary>Takes one, if it is one.</summary>
    /// <param name="layouts">Where to.</param>
    /// <param name="module">Name of the layer with a dot behind it.</param>
    /// <param name="values">Its <c>weight</c>.</param>
    public static void Take(QuantizedLayouts layouts, string module, SafetensorsEntry values)
    {
        ArgumentNullException.ThrowIfNull(layouts);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Shape.Rank < 2 || layouts.Find(module + "scales") is not { Shape.Rank: >= 2 } scales || scales.Shape[^1] == 0)
            return;
        long bitsOfAGroup = checked(values.Shape[^1] * Word) / scales.Shape[^1];
        int group = Array.Find(Groups, size => bitsOfAGroup % size == 0 && bitsOfAGroup / size is 2 or 3 or 4 or 5 or 6 or 8);
        if (group == 0)
            return;
        bool hasZeros = layouts.Find(module + "biases") is not null;
        int bits = (int)(bitsOfAGroup / group);
        long columns = checked(scales.Shape[^1] * group);
        NumberFormat format = QuantizedLayouts.Integers(bits, columns, scales.Shape[^1], hasZeros, scales.Format);
        // A bias is a number as wide as the scale, where other formats have a point of the value's bits.
        if (hasZeros)
            format = format with
            {
                ScaleBits = 2 * scales.Format.Bits,
                Name = format.Name.Replace(":zeros", ":biases", StringComparison.Ordinal),
            };
        layouts.Add(module + "weight", format, values.Shape.WithLast(columns), values, module + "scales", module + "biases");
    }
}
