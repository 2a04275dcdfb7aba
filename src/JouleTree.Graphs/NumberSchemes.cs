namespace JouleTree.Graphs;

/// <summary>Names by which people call the types that a model is deployed in. See docs/types.md.</summary>
internal static class NumberSchemes
{
    private static readonly Dictionary<string, NumberTypes> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        // Lin et al., 2024: groups of 128 with zero points; computed in float16.
        ["awq"] = new() { Weights = NumberFormat.Parse("int4:group=128:zeros"), Activations = NumberFormat.Of(DataType.Float16) },
        // Frantar et al., 2023, as its files store it: zero points also where they are all equal.
        ["gptq"] = new() { Weights = NumberFormat.Parse("int4:group=128:zeros"), Activations = NumberFormat.Of(DataType.Float16) },
        ["w4a16"] = new() { Weights = NumberFormat.Parse("int4:group=128") },
        // Xiao et al., 2023: a scale a row of weights and a token.
        ["w8a8"] = new() { Weights = NumberFormat.Parse("int8"), Activations = NumberFormat.Parse("int8") },
        ["fp8"] = new() { Weights = NumberFormat.Parse("float8"), Activations = NumberFormat.Parse("float8") },
        // DeepSeek-V3, 2024: squares of 128 weights, groups of 128 numbers of a token.
        ["fp8-block"] = new()
        {
            Weights = NumberFormat.Parse("float8:block=128"),
            Activations = NumberFormat.Parse("float8").Grouped(128),
        },
        ["mxfp4"] = new() { Weights = NumberFormat.Parse("mxfp4") },
        ["nvfp4"] = new() { Weights = NumberFormat.Parse("nvfp4"), Activations = NumberFormat.Parse("nvfp4") },
    };

    /// <summary>Names of all schemes.</summary>
    public static IEnumerable<string> Names => Schemes.Keys;

    /// <summary>What a scheme says of weights and activations, or null for any other name. Schemes say nothing of kept keys.</summary>
    /// <param name="name">Such as <c>awq</c>.</param>
    public static NumberTypes? Find(string name) => Schemes.GetValueOrDefault(name);
}
