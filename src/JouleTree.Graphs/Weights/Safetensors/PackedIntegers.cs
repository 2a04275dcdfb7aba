namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// Weights of AWQ and GPTQ: <c>qweight</c> in words of 32 bits with <c>scales</c> [groups, out] and <c>qzeros</c>. AWQ packs outputs
/// [in, out / 8], GPTQ inputs [in / 8, out], with the group of each input in <c>g_idx</c>.
/// </summary>
internal static class PackedIntegers
{
    private const int Word = 32;

    /// <summary>Takes one, if it is one.</summary>
    /// <param name="layouts">Where to.</param>
    /// <param name="module">Name of the layer with a dot behind it.</param>
    /// <param name="values">Its <c>qweight</c>.</param>
    public static void Take(QuantizedLayouts layouts, string module, SafetensorsEntry values)
    {
        ArgumentNullException.ThrowIfNull(layouts);
        ArgumentNullException.ThrowIfNull(values);
        if (values is not { Format.Bits: Word, Shape.Rank: 2 } || layouts.Find(module + "scales") is not { Shape.Rank: 2 } scales)
            return;
        (long rows, long columns) = (values.Shape[0], values.Shape[1]);
        (long groups, long outputs) = (scales.Shape[0], scales.Shape[1]);
        if (rows == 0 || columns == 0 || groups == 0 || outputs == 0)
            return;
        SafetensorsEntry? zeros = layouts.Find(module + "qzeros");
        SafetensorsEntry? order = layouts.Find(module + "g_idx");
        bool isByOutputs = columns != outputs;
        long inputs = isByOutputs ? rows : order?.Shape.Elements ?? Inputs(rows, outputs, zeros);
        long bits = inputs == 0 ? 0 : isByOutputs ? checked(Word * columns) / outputs : checked(Word * rows) / inputs;
        if (bits is < 2 or > 8)
            return;
        NumberFormat format = QuantizedLayouts.Integers((int)bits, inputs, groups, zeros is not null, scales.Format);
        // Its values are words of 32 bits, one an input; kernels read it where the inputs are not in order, which no shape tells.
        layouts.Add(module + "weight", order is null ? format : format with { ColumnBytes = 4, Name = format.Name + ":order" },
            new TensorShape(outputs, inputs), values, module + "scales", module + "qzeros", module + "g_idx");
    }

    // Zero points are packed as values are, but along the outputs.
    private static long Inputs(long rows, long outputs, SafetensorsEntry? zeros) =>
        checked(rows * (zeros is { Shape: { Rank: 2 } shape } && shape[1] > 0 ? Math.Max(1, outputs / shape[1]) : 8));
}
