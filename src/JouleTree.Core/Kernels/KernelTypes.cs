namespace JouleTree.Core.Kernels;

/// <summary>Types of numbers in kernels, by the names that measurements have for them, and what they are made of.</summary>
internal static class KernelTypes
{
    /// <summary>Weights and activations of 16 bits.</summary>
    public const string BFloat16 = "bfloat16";

    /// <summary>8 bits with one scale for a tensor.</summary>
    public const string Fp8 = "fp8";

    /// <summary>8 bits with a scale for each block of 128 × 128 weights, and for 128 activations of a row.</summary>
    public const string Fp8Block = "fp8_block";

    /// <summary>4 bits with a scale for each 16.</summary>
    public const string NvFp4 = "nvfp4";

    /// <summary>Attention in bfloat16 whose kept keys and values have 8 bits.</summary>
    public const string Fp8Kept = "bfloat16, kept fp8";

    private const string Float16 = "float16", Int8 = "int8", Int4 = "int4", MxFp4 = "mxfp4";

    // Bytes of a weight or kept number with its share of scales, and times bfloat16's operations a second. Weights of 8 or 4 bits
    // whose activations have 16 are unpacked and multiplied as bfloat16.
    private static readonly Dictionary<string, (double Bytes, double Speed)> Known = new(StringComparer.Ordinal)
    {
        [BFloat16] = (2, 1),
        [Float16] = (2, 1),
        [Fp8Kept] = (1, 1),
        [Fp8] = (1, 2),
        [Fp8Block] = (1 + (4.0 / (128 * 128)), 2),
        [NvFp4] = (0.5 + (1.0 / 16), 4),
        [Int8] = (1, 1),
        [Int4] = (0.5 + (2.0 / 128), 1),
        [MxFp4] = (0.5 + (1.0 / 32), 1),
    };

    /// <summary>Names of all types that are known.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Types of an attention.</summary>
    /// <param name="queries">Of queries and results.</param>
    /// <param name="kept">Of kept keys and values.</param>
    public static string OfAttention(string queries, string kept) => queries == kept ? queries : $"{queries}, kept {kept}";

    /// <summary>Bytes of a weight or a kept number with its share of scales; null for a type that is not known.</summary>
    /// <param name="types">Types of a kernel.</param>
    public static double? BytesOf(string types) => Known.TryGetValue(types, out (double Bytes, double) known) ? known.Bytes : null;

    /// <summary>How many times as many operations a second as in bfloat16 tensor cores do; null for a type that is not known.</summary>
    /// <param name="types">Types of a kernel.</param>
    public static double? SpeedOf(string types) => Known.TryGetValue(types, out (double, double Speed) known) ? known.Speed : null;

    /// <summary>
    /// The measured types nearest to others: the same where they cost the same, else those that formulas scale from; null where none is.
    /// </summary>
    /// <param name="types">Types that are asked for.</param>
    /// <param name="measured">Types that were measured of the kind.</param>
    public static string? NearestTo(string types, IReadOnlyCollection<string> measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (!Known.TryGetValue(types, out (double Bytes, double Speed) asked))
            return null;
        // One scale for a tensor or for a block: the same units, other kernels around them; plain bfloat16 tells less.
        string[] candidates = types switch
        {
            Fp8 => [Fp8, BFloat16],
            Fp8Block => [Fp8Block, Fp8, BFloat16],
            _ => [types, BFloat16],
        };
        // More operations a second than any measured type has are not to be had from this card, as far as is known.
        double fastest = measured.Max(one => SpeedOf(one) ?? 0);
        return asked.Speed > fastest ? null : Array.Find(candidates, measured.Contains);
    }

    /// <summary>True where two types cost the same: nothing has to be scaled.</summary>
    /// <param name="one">Types.</param>
    /// <param name="other">Types.</param>
    public static bool CostTheSame(string one, string other) =>
        one == other || (one is BFloat16 or Float16 && other is BFloat16 or Float16);
}
