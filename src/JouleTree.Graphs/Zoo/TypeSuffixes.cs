namespace JouleTree.Graphs.Zoo;

/// <summary>Ends of names that say in which types a model is published: <c>-FP8</c>, <c>-AWQ</c>. Longer ones first.</summary>
internal static class TypeSuffixes
{
    // Without a family's own word on it: what the most files under such names hold.
    private static readonly (string Suffix, NumberTypes Types)[] Known =
    [
        Of("-quantized.w4a16", "w4a16"), Of("-quantized.w8a8", "w8a8"), Of("-FP8-dynamic", "fp8"), Of("-FP8-block", "fp8-block"),
        Of("-GPTQ-Int4", "gptq"),
        ("-GPTQ-Int8", NumberSchemes.Find("gptq")! with { Weights = NumberFormat.Parse("int8:group=128:zeros") }),
        Of("-AWQ-INT4", "awq"), Of("-w4a16", "w4a16"), Of("-w8a8", "w8a8"), Of("-NVFP4", "nvfp4"), Of("-MXFP4", "mxfp4"),
        Of("-GPTQ", "gptq"), Of("-AWQ", "awq"), Of("-FP8", "fp8"),
    ];

    /// <summary>The model of a name with such an end, or null.</summary>
    /// <param name="name">The name.</param>
    /// <param name="find">Finds the model of a name without it.</param>
    public static ZooModel? TryFind(string name, Func<string, ZooModel?> find)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(find);
        foreach ((string suffix, NumberTypes types) in Known)
        {
            if (name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && find(name[..^suffix.Length]) is { Head: TaskHead.None } model)
                return model.In(model.Family.TypesOf(name[..^suffix.Length], suffix) ?? types, suffix);
        }

        return null;
    }

    private static (string Suffix, NumberTypes Types) Of(string suffix, string scheme) => (suffix, NumberSchemes.Find(scheme)!);
}
