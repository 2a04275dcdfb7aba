namespace JouleTree.Metering.Meters;

/// <summary>Names of the parts of a machine that meters cover, and whether two meters cover one part twice.</summary>
internal static class MeteredPart
{
    /// <summary>The machine, or the board, as a whole: it contains all other parts.</summary>
    public const string Machine = "machine";

    /// <summary>The processors' packages.</summary>
    public const string Processors = "processors";

    /// <summary>The memory of the processors.</summary>
    public const string Memory = "memory";

    /// <summary>Cards whose addresses are not known: any of them may be meant.</summary>
    public const string Gpu = "gpu";

    /// <summary>A card by its address.</summary>
    /// <param name="address">Address on the PCI bus such as <c>0000:01:00.0</c>; null where it is not known.</param>
    public static string OfGpu(string? address) => address is null ? Gpu : $"{Gpu} {Normal(address)}";

    /// <summary>Why two meters cannot be added.</summary>
    /// <param name="one">The first.</param>
    /// <param name="other">The second.</param>
    /// <returns>The reason for people, or null where nothing is covered by both.</returns>
    public static string? Overlap(MeterDescription one, MeterDescription other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        foreach (MeterDescription meter in (MeterDescription[])[one, other])
        {
            if (meter.Parts.Count == 0)
                return $"{meter.Name} does not tell which part of the machine it covers";
        }

        foreach (string part in one.Parts)
        {
            foreach (string second in other.Parts)
            {
                if (part == second)
                    return $"both cover {Text(part)}, which would count twice";
                if (part == Machine || second == Machine)
                    return $"{(part == Machine ? one : other).Name} covers the machine as a whole, and with it what "
                        + $"{(part == Machine ? other : one).Name} covers";
                if ((part == Gpu && IsGpu(second)) || (second == Gpu && IsGpu(part)))
                    return $"both cover a GPU, and one does not tell which: it may count twice";
            }
        }

        return null;
    }

    private static bool IsGpu(string part) => part.StartsWith(Gpu, StringComparison.Ordinal);

    private static string Text(string part) => IsGpu(part) ? part : $"the {part}";

    // NVML writes domains of eight digits and capitals, Linux of four and small letters.
    private static string Normal(string address)
    {
        string[] fields = address.ToLowerInvariant().Split(':');
        if (fields.Length == 3)
            fields[0] = fields[0].TrimStart('0').PadLeft(4, '0');
        return string.Join(':', fields);
    }
}
