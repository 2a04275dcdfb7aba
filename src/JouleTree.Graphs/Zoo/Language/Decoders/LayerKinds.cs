namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>Kinds of layers as configurations list them (<c>layer_types</c>).</summary>
internal static class LayerKinds
{
    private const string Full = "full_attention";
    private const string Sliding = "sliding_attention";

    /// <summary>Of each layer, whether it sees a window only; null where nothing is listed.</summary>
    /// <param name="fields">The configuration.</param>
    /// <param name="layers">Number of layers.</param>
    /// <exception cref="Core.Errors.InputException">The list is of another length, or names another kind.</exception>
    public static IReadOnlyList<bool>? Windowed(ConfigFields fields, int layers)
    {
        if (fields.Texts("layer_types", Full, Sliding) is not { } types)
            return null;
        return types.Count == layers
            ? [.. types.Select(type => type == Sliding)]
            : throw fields.Fail("layer_types", $"has {types.Count} entries, expected one for each of the {layers} layers");
    }
}
