namespace JouleTree.Graphs;

/// <summary>
/// The block types of GGUF files: bytes for each block of values, from the block structures of ggml's source (ggml-common.h).
/// </summary>
internal static class GgufBlocks
{
    private static readonly Dictionary<string, NumberFormat> Types = new[]
    {
        Of("q4_0", DataType.Int4, 4, 32, 18), Of("q4_1", DataType.Int4, 4, 32, 20), Of("q5_0", DataType.Int8, 5, 32, 22),
        Of("q5_1", DataType.Int8, 5, 32, 24), Of("q8_0", DataType.Int8, 8, 32, 34), Of("q8_1", DataType.Int8, 8, 32, 36),
        Of("q2_K", DataType.Int2, 2, 256, 84), Of("q3_K", DataType.Int4, 3, 256, 110), Of("q4_K", DataType.Int4, 4, 256, 144),
        Of("q5_K", DataType.Int8, 5, 256, 176), Of("q6_K", DataType.Int8, 6, 256, 210), Of("q8_K", DataType.Int8, 8, 256, 292),
        Of("iq1_s", DataType.Int2, 1, 256, 50), Of("iq1_m", DataType.Int2, 1, 256, 56), Of("iq2_xxs", DataType.Int2, 2, 256, 66),
        Of("iq2_xs", DataType.Int2, 2, 256, 74), Of("iq2_s", DataType.Int2, 2, 256, 82), Of("iq3_xxs", DataType.Int4, 3, 256, 98),
        Of("iq3_s", DataType.Int4, 3, 256, 110), Of("iq4_nl", DataType.Int4, 4, 32, 18), Of("iq4_xs", DataType.Int4, 4, 256, 136),
        Of("tq1_0", DataType.Int2, 1, 256, 54), Of("tq2_0", DataType.Int2, 2, 256, 66),
    }.ToDictionary(format => format.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Types.Keys;

    /// <summary>The type of a name, or null.</summary>
    /// <param name="name">Such as <c>q4_K</c>; upper and lower case are the same.</param>
    public static NumberFormat? Find(string name) => Types.GetValueOrDefault(name);

    private static NumberFormat Of(string name, DataType nearest, int bits, int values, int bytes) =>
        new(name, nearest, bits) { BlockColumns = values, ScaleBits = (8 * bytes) - (bits * values) };
}
