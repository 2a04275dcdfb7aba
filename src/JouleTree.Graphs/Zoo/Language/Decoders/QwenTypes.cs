namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>Types in which Qwen publishes its models.</summary>
internal static class QwenTypes
{
    // Squares of 128 weights whose scales are of 16 bits, as the files hold no numbers of 32.
    private static readonly NumberTypes Float8 = NumberSchemes.Find("fp8-block")! with
    {
        Weights = NumberFormat.Parse("float8:block=128:scale=bfloat16"),
    };

    /// <summary>What a suffix of a name stands for, or null.</summary>
    /// <param name="suffix">Such as <c>-FP8</c>.</param>
    public static NumberTypes? Of(string suffix) => suffix == "-FP8" ? Float8 : null;
}
