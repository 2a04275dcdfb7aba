using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs;

/// <summary>Number formats as they are spelled: a type, and behind colons what is said of its scales.</summary>
internal static class NumberFormatText
{
    private const int LargestBlock = 1 << 20;

    /// <summary>Names of all types that can be spelled.</summary>
    public static IEnumerable<string> Names => BuiltIn.Keys.Concat(GgufBlocks.Names);

    // Scales of groups of integers have 16 bits in the files of AWQ, GPTQ and compressed-tensors; those of 8-bit floating-point
    // numbers 32 in Transformers and FBGEMM; both micro-scaled types theirs by definition.
    private static readonly Dictionary<string, NumberFormat> BuiltIn = new(StringComparer.OrdinalIgnoreCase)
    {
        ["float64"] = NumberFormat.Of(DataType.Float64),
        ["float32"] = NumberFormat.Of(DataType.Float32),
        ["float16"] = NumberFormat.Of(DataType.Float16),
        ["bfloat16"] = NumberFormat.Of(DataType.BFloat16),
        ["float8"] = new("float8", DataType.Float8E4M3FN, 8) { ScaleBits = 32 },
        ["float8_e4m3"] = new("float8_e4m3", DataType.Float8E4M3FN, 8) { ScaleBits = 32 },
        ["float8_e5m2"] = new("float8_e5m2", DataType.Float8E5M2, 8) { ScaleBits = 32 },
        ["int8"] = new("int8", DataType.Int8, 8) { ScaleBits = 16 },
        ["int4"] = new("int4", DataType.Int4, 4) { ScaleBits = 16 },
        // OCP Microscaling Formats 1.0: 32 values of E2M1 and a scale of E8M0.
        ["mxfp4"] = new("mxfp4", DataType.Float4E2M1, 4) { BlockColumns = 32, ScaleBits = 8 },
        // NVIDIA: 16 values of E2M1 and a scale of E4M3, and one of 32 bits for the matrix.
        ["nvfp4"] = new("nvfp4", DataType.Float4E2M1, 4) { BlockColumns = 16, ScaleBits = 8, MatrixBytes = 4 },
    };

    // As engines spell them.
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fp64"] = "float64",
        ["fp32"] = "float32",
        ["fp16"] = "float16",
        ["bf16"] = "bfloat16",
        ["fp8"] = "float8",
        ["fp8_e4m3"] = "float8_e4m3",
        ["fp8_e5m2"] = "float8_e5m2",
    };

    /// <inheritdoc cref="NumberFormat.Parse"/>
    public static NumberFormat Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        string name = OtherNames.GetValueOrDefault(parts[0].Trim(), parts[0].Trim());
        NumberFormat format = BuiltIn.GetValueOrDefault(name) ?? GgufBlocks.Find(name) ?? throw Unknown(name);
        foreach (string part in parts.Skip(1))
            format = With(format, part.Trim(), text);
        return format;
    }

    private static InputException Unknown(string name)
    {
        string near = string.Join(" or ", NearNames.Of(name, Names.Concat(NumberSchemes.Names)));
        return new InputException($"'{name}' is no type of numbers" + (near.Length > 0
            ? $"; did you mean {near}?"
            : $"; known are {string.Join(", ", BuiltIn.Keys)} and GGUF's block types, such as q4_K"));
    }

    /// <summary>Bits of a scale of a type, or null for what is none.</summary>
    private static int? ScaleType(string name) => name switch
    {
        "float32" => 32,
        "bfloat16" or "float16" => 16,
        "float8" => 8,
        _ => null,
    };

    private static NumberFormat With(NumberFormat format, string part, string whole)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? part : part[..equals];
        int? size = equals > 0 && int.TryParse(part.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int read)
            && read is >= 1 and <= LargestBlock ? read : null;
        bool isInteger = format.Value is DataType.Int4 or DataType.Int8 && !format.Name.StartsWith('q');
        if (key == "scale" && !format.IsWide && format.ScaleBits > 0 && ScaleType(part[(equals + 1)..]) is { } scale)
            return format with { ScaleBits = scale + (format.HasZeros ? format.Bits : 0), Name = $"{format.Name}:{part}" };
        return (key, size) switch
        {
            ("group", { } columns) when !format.IsWide && format.BlockColumns == 0 => format.Grouped(columns),
            ("zeros", null) when isInteger && equals < 0 && format.ScaleBits == 16 =>
                format with { ScaleBits = 16 + format.Bits, HasZeros = true, Name = format.Name + ":zeros" },
            ("block", { } side) when format.Value is DataType.Float8E4M3FN or DataType.Float8E5M2 && format.BlockColumns == 0 =>
                format with { BlockColumns = side, BlockRows = side, Name = format.Name + ":" + part },
            _ => throw new InputException(
                $"'{part}' in '{whole}' says nothing of {format.Name}: int8, int4 and float8 have group=SIZE, integers also "
                + $"zeros (zero points), float8 block=SIZE (squares that share a scale), all scale=TYPE (of a scale)"),
        };
    }
}
