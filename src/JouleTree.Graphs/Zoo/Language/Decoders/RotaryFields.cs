namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>
/// Rotary positions as configurations state them. Their frequencies are stored numbers, so that no kind of scaling changes what is
/// counted; how much of a head is turned does.
/// </summary>
internal static class RotaryFields
{
    private static readonly string[] Parts = ["rope_scaling", "rope_parameters"];

    private static readonly string[] Layers = ["full_attention", "sliding_attention"];

    private static readonly string[] KindFields = ["rope_type", "type"];

    private static readonly string[] Kinds = ["default", "linear", "dynamic", "yarn", "longrope", "su", "llama3", "ntk", "proportional"];

    /// <summary>Reads <c>rope_theta</c>, <c>rope_scaling</c>, <c>rope_parameters</c> and <c>partial_rotary_factor</c>.</summary>
    /// <param name="fields">The configuration.</param>
    /// <exception cref="Core.Errors.InputException">Only a part of each head is turned, or in a way that is not known.</exception>
    public static void Read(ConfigFields fields)
    {
        fields.OnlyIfGiven("partial_rotary_factor", "1");
        if (ReadParts(fields, 1) != 1)
            throw fields.Fail("rope_parameters", "turns a part of each head (partial_rotary_factor), expected all of it");
    }

    /// <summary>The same for a family that turns a part of each head.</summary>
    /// <param name="fields">The configuration.</param>
    /// <param name="share">The share where nothing is said.</param>
    /// <param name="names">Names of the field of the share, the family's own first.</param>
    /// <returns>The share of a head's numbers that is turned.</returns>
    /// <exception cref="Core.Errors.InputException">A value is wrong, or the share is said twice.</exception>
    public static double ReadShare(ConfigFields fields, double share, params ReadOnlySpan<string> names) =>
        ReadParts(fields, fields.Number(share, names));

    /// <summary>Refuses shares that turn no pairs of a head's numbers, or more than all.</summary>
    /// <param name="fields">The configuration.</param>
    /// <param name="name">Field of the share.</param>
    /// <param name="share">The share.</param>
    /// <param name="size">Size of a head.</param>
    /// <param name="turned">How many of its numbers that turns.</param>
    /// <exception cref="Core.Errors.InputException">They are odd, none, or too many.</exception>
    public static void CheckShare(ConfigFields fields, string name, double share, int size, int turned)
    {
        if (turned < 2 || turned > size || turned % 2 != 0)
            throw fields.Fail(name, $"{name} {share} of heads of size {size} is {turned}: expected an even number from 2 to {size}");
    }

    /// <summary>Refuses heads that cannot be turned, because pairs of their numbers are.</summary>
    /// <param name="fields">The configuration.</param>
    /// <param name="size">Size of a head.</param>
    /// <exception cref="Core.Errors.InputException">It is odd.</exception>
    public static void CheckSize(ConfigFields fields, int size)
    {
        if (size % 2 != 0)
            throw fields.Fail("head_dim", $"heads of size {size}: rotary positions turn pairs, so the size must be even");
    }

    private static double ReadParts(ConfigFields fields, double share)
    {
        fields.Ignore("rope_theta");
        foreach (string name in Parts)
        {
            if (fields.Part(name) is { } part)
                share = ReadPart(part, share);
        }

        return share;
    }

    private static double ReadPart(ConfigFields part, double share)
    {
        // Parameters for each kind of layer, as newer configurations have them.
        foreach (string kind in Layers)
        {
            if (part.Part(kind) is { } ofLayers)
                share = ReadPart(ofLayers, share);
        }

        foreach (string name in KindFields)
        {
            if (part.Word(name) is not null)
                part.Text("default", name, Kinds);
        }

        return part.Number(share, "partial_rotary_factor");
    }
}
