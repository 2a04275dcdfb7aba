namespace JouleTree.Graphs;

/// <summary>
/// The types of tensors in GGUF files: number, values of a block, bytes of a block. Numbers from enum ggml_type of ggml's ggml.h, blocks
/// from the structures of ggml-common.h as type_traits of ggml.c sizes them (llama.cpp, 2026), checked against GGML_QUANT_SIZES of
/// gguf-py's constants.py, which differs in q8_1 alone: 40 bytes there, 36 in the structure, which no file holds.
/// </summary>
internal static class GgufBlocks
{
    private static readonly GgufType[] Table =
    [
        Plain(0, DataType.Float32), Plain(1, DataType.Float16), Of(2, "q4_0", DataType.Int4, 4, 32, 18),
        Of(3, "q4_1", DataType.Int4, 4, 32, 20), Of(6, "q5_0", DataType.Int8, 5, 32, 22), Of(7, "q5_1", DataType.Int8, 5, 32, 24),
        Of(8, "q8_0", DataType.Int8, 8, 32, 34), Of(9, "q8_1", DataType.Int8, 8, 32, 36), Of(10, "q2_K", DataType.Int2, 2, 256, 84),
        Of(11, "q3_K", DataType.Int4, 3, 256, 110), Of(12, "q4_K", DataType.Int4, 4, 256, 144),
        Of(13, "q5_K", DataType.Int8, 5, 256, 176), Of(14, "q6_K", DataType.Int8, 6, 256, 210),
        Of(15, "q8_K", DataType.Int8, 8, 256, 292), Of(16, "iq2_xxs", DataType.Int2, 2, 256, 66),
        Of(17, "iq2_xs", DataType.Int2, 2, 256, 74), Of(18, "iq3_xxs", DataType.Int4, 3, 256, 98),
        Of(19, "iq1_s", DataType.Int2, 1, 256, 50), Of(20, "iq4_nl", DataType.Int4, 4, 32, 18),
        Of(21, "iq3_s", DataType.Int4, 3, 256, 110), Of(22, "iq2_s", DataType.Int2, 2, 256, 82),
        Of(23, "iq4_xs", DataType.Int4, 4, 256, 136), Whole(24, "i8", DataType.Int8), Whole(25, "i16", DataType.Int16),
        Whole(26, "i32", DataType.Int32), Whole(27, "i64", DataType.Int64), Plain(28, DataType.Float64),
        Of(29, "iq1_m", DataType.Int2, 1, 256, 56), Plain(30, DataType.BFloat16), Of(34, "tq1_0", DataType.Int2, 1, 256, 54),
        Of(35, "tq2_0", DataType.Int2, 2, 256, 66), Of(39, "mxfp4", DataType.Float4E2M1, 4, 32, 17),
        // Four scales of E4M3 for 16 values each; one of 32 bits for the matrix lies in a tensor of its own, where there is one.
        Of(40, "nvfp4", DataType.Float4E2M1, 4, 64, 36), Of(41, "q1_0", DataType.Int2, 1, 128, 18),
        Of(42, "q2_0", DataType.Int2, 2, 64, 18),
    ];

    // Once written, refused since: ggml.h keeps their numbers free.
    private static readonly Dictionary<uint, string> Removed = new()
    {
        [4] = "q4_2",
        [5] = "q4_3",
        [31] = "q4_0_4_4",
        [32] = "q4_0_4_8",
        [33] = "q4_0_8_8",
        [36] = "iq4_nl_4_4",
        [37] = "iq4_nl_4_8",
        [38] = "iq4_nl_8_8",
    };

    // Both micro-scaled types have names of their own beside GGUF's.
    private static readonly Dictionary<string, NumberFormat> ByName = Table
        .Where(type => type.Values > 1 && type.Format.Value != DataType.Float4E2M1)
        .ToDictionary(type => type.Format.Name, type => type.Format, StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<uint, GgufType> ByNumber = Table.ToDictionary(type => type.Number);

    /// <summary>All types of today, by number.</summary>
    public static IReadOnlyList<GgufType> All => Table;

    /// <summary>Names of the block types.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The block type of a name, or null.</summary>
    /// <param name="name">Such as <c>q4_K</c>; upper and lower case are the same.</param>
    public static NumberFormat? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The type of a number in a file, or null.</summary>
    /// <param name="number">Such as 12.</param>
    public static GgufType? Find(uint number) => ByNumber.GetValueOrDefault(number);

    /// <summary>Name of a type that files held once and that no program of today reads; null for others.</summary>
    /// <param name="number">Its number.</param>
    public static string? NameOfRemoved(uint number) => Removed.GetValueOrDefault(number);

    private static GgufType Of(uint number, string name, DataType nearest, int bits, int values, int bytes) => new(
        number, new NumberFormat(name, nearest, bits) { BlockColumns = values, ScaleBits = (8 * bytes) - (bits * values) }, values, bytes);

    private static GgufType Plain(uint number, DataType type) => new(number, NumberFormat.Of(type), 1, type.Bytes());

    private static GgufType Whole(uint number, string name, DataType type) =>
        new(number, new NumberFormat(name, type, type.Bits()), 1, type.Bytes());
}

/// <summary>A type of tensors in GGUF files.</summary>
/// <param name="Number">Its number there.</param>
/// <param name="Format">How its values are stored.</param>
/// <param name="Values">Values of a block; rows are whole blocks.</param>
/// <param name="Bytes">Bytes of a block.</param>
internal sealed record GgufType(uint Number, NumberFormat Format, int Values, int Bytes);
