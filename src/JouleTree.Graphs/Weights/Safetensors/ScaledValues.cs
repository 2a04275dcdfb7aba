namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// Values of 8 bits and fewer with scales in a tensor beside them: <c>weight</c> with <c>weight_scale</c> (FBGEMM, ModelOpt,
/// compressed-tensors: one for all, a row or a group), <c>weight_scale_inv</c> (DeepSeek, Qwen: a square), <c>weight_scale_2</c> (one
/// of all scales, ModelOpt's NVFP4).
/// </summary>
internal static class ScaledValues
{
    private static readonly int[] Sides = [128, 64, 32, 256, 512];

    /// <summary>Takes one, if it is one.</summary>
    /// <param name="layouts">Where to.</param>
    /// <param name="values">Values of at most 8 bits.</param>
    /// <param name="said">The type that the configuration says, whose blocks win where they fit.</param>
    public static void Take(QuantizedLayouts layouts, SafetensorsEntry values, NumberFormat? said)
    {
        ArgumentNullException.ThrowIfNull(layouts);
        ArgumentNullException.ThrowIfNull(values);
        string name = values.Name;
        if ((layouts.Find(name + "_scale") ?? layouts.Find(name + "_scale_inv")) is not { } scale || values.Shape.Rank == 0)
            return;
        string module = name[..(name.LastIndexOf('.') + 1)];
        string[] others = [scale.Name, name + "_scale_2", name + "_zero_point", module + "input_scale", module + "activation_scale",
            module + "output_scale"];
        if (values.Format.Value == DataType.UInt8)
            layouts.Add(name, NumberFormat.Parse(IsPowerOfTwo(scale) ? "mxfp4" : "nvfp4"),
                values.Shape.WithLast(checked(2 * values.Shape[^1])), values, others);
        else
            layouts.Add(name, Scaled(values, scale, said), values.Shape, values, others);
    }

    /// <summary>True for scales that are bare exponents.</summary>
    /// <param name="scale">Scales.</param>
    public static bool IsPowerOfTwo(SafetensorsEntry scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        return scale.Format.Value is DataType.UInt8 or DataType.Float8E8M0;
    }

    private static NumberFormat Scaled(SafetensorsEntry values, SafetensorsEntry scale, NumberFormat? said)
    {
        TensorShape shape = values.Shape;
        (long rows, long columns) = (shape.Rank < 2 ? 1 : shape[^2], shape[^1]);
        (long down, long along) = scale.Shape.Rank switch
        {
            0 => (1, 1),
            1 => (scale.Shape[0], 1),
            _ => (scale.Shape[^2], scale.Shape[^1]),
        };
        string type = values.Format.Value switch
        {
            DataType.Float8E4M3FN => "float8",
            DataType.Int8 => "int8",
            _ => values.Format.Name,
        };
        string suffix = scale.Format.Bits == (type == "int8" ? 16 : 32) ? "" : $":scale={ScaleName(scale.Format)}";
        NumberFormat plain = new(type, values.Format.Value, values.Format.Bits);
        if (down == 1 && along == 1 && rows != 1)
            return plain with { MatrixBytes = scale.Format.Bits / 8, Name = $"{type}:tensor{suffix}" };
        plain = plain with { ScaleBits = scale.Format.Bits };
        if (down == rows)
        {
            int group = along <= 1 ? 0 : (int)Math.Min(int.MaxValue, Parts(columns, along));
            return plain with { BlockColumns = group, Name = type + (group > 0 ? $":group={group}" : "") + suffix };
        }

        int? side = Sides.Prepend(said is { BlockColumns: > 0 } && said.BlockColumns == said.BlockRows ? said.BlockColumns : Sides[0])
            .Where(side => Parts(rows, side) == down && Parts(columns, side) == along).Cast<int?>().FirstOrDefault();
        if (side is { } one)
            return plain with { BlockColumns = one, BlockRows = one, Name = $"{type}:block={one}{suffix}" };
        // Rectangles, or one for each column: as many scales as there are.
        (long height, long width) = (Parts(rows, Math.Max(1, down)), Parts(columns, Math.Max(1, along)));
        return plain with
        {
            BlockColumns = (int)Math.Min(int.MaxValue, width),
            BlockRows = (int)Math.Clamp(height, 1, int.MaxValue),
            Name = $"{type}:block={height}x{width}{suffix}",
        };
    }

    private static string ScaleName(NumberFormat scale) => scale.Value == DataType.Float8E8M0 ? "float8" : scale.Name;

    private static long Parts(long size, long part) => (size / part) + (size % part == 0 ? 0 : 1);
}
