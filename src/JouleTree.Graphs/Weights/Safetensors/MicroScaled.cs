namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// Experts of gpt-oss: <c>gate_up_proj_blocks</c> [experts, rows, blocks, 16] of two 4-bit numbers a byte, with <c>gate_up_proj_scales</c>
/// [experts, rows, blocks].
/// </summary>
internal static class MicroScaled
{
    private const string Blocks = "_blocks";
    private const int BlockBytes = 16;

    /// <summary>Takes one, if it is one.</summary>
    /// <param name="layouts">Where to.</param>
    /// <param name="values">A tensor whose name ends in <c>_blocks</c>.</param>
    public static void Take(QuantizedLayouts layouts, SafetensorsEntry values)
    {
        ArgumentNullException.ThrowIfNull(layouts);
        ArgumentNullException.ThrowIfNull(values);
        string name = values.Name[..^Blocks.Length];
        if (values.Format.Bits != 8 || values.Shape.Rank < 2 || values.Shape[^1] != BlockBytes
            || layouts.Find(name + "_scales") is not { } scales || !scales.Shape.SequenceEqual(values.Shape.Take(values.Shape.Rank - 1)))
            return;
        TensorShape shape = new([.. values.Shape[..^2], checked(2 * BlockBytes * values.Shape[^2])]);
        layouts.Add(name, NumberFormat.Parse("mxfp4"), shape, values, scales.Name);
    }
}
