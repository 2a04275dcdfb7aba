namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// Weights of bitsandbytes: 4 bits in one row of bytes with the largest of each block (<c>weight.absmax</c>), which may be quantised
/// again (<c>weight.nested_absmax</c>); or 8 bits with the largest of each row (<c>SCB</c>).
/// </summary>
internal static class BitsAndBytes
{
    /// <summary>Takes one, if it is one.</summary>
    /// <param name="layouts">Where to.</param>
    /// <param name="module">Name of the layer with a dot behind it.</param>
    /// <param name="values">Its <c>weight</c>.</param>
    public static void Take(QuantizedLayouts layouts, string module, SafetensorsEntry values)
    {
        ArgumentNullException.ThrowIfNull(layouts);
        ArgumentNullException.ThrowIfNull(values);
        if (layouts.Find(module + "SCB") is { } rows)
        {
            NumberFormat bytes = NumberFormat.Parse("int8") with { ScaleBits = rows.Format.Bits, Name = "int8:scale=float32" };
            layouts.Add(values.Name, bytes, values.Shape, values, rows.Name, module + "weight_format");
            return;
        }

        SafetensorsEntry scales = layouts.Find(values.Name + ".absmax")!;
        if (values.Bytes > long.MaxValue / 2 || scales.Shape.Elements == 0 || values.Bytes == 0)
            return;
        long count = 2 * values.Bytes;
        int block = (int)Math.Clamp(1 + ((count - 1) / scales.Shape.Elements), 1, int.MaxValue);
        string state = values.Name + ".quant_state.bitsandbytes__";
        string type = layouts.Find(state + "fp4") is null ? "nf4" : "fp4";
        // What belongs to the whole matrix: the 16 values that are stood for, and scales of scales.
        long beside = 0;
        foreach (string part in (string[])[".quant_map", ".nested_absmax", ".nested_quant_map"])
            beside = checked(beside + (layouts.Find(values.Name + part)?.Bytes ?? 0));
        NumberFormat format = new(FormattableString.Invariant($"{type}:group={block}"), DataType.Float4E2M1, 4)
        {
            BlockColumns = block,
            ScaleBits = scales.Format.Bits,
            MatrixBytes = (int)Math.Min(beside, int.MaxValue),
        };
        layouts.Add(values.Name, format, new TensorShape(count), values, scales.Name, values.Name + ".quant_map",
            values.Name + ".nested_absmax", values.Name + ".nested_quant_map", state + type);
    }
}
