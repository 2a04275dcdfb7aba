using System.Text.RegularExpressions;

namespace JouleTree.Metering.Meters.Emi;

/// <summary>A channel of a Windows energy meter.</summary>
/// <param name="Name">Its name, such as <c>RAPL_Package0_PKG</c>.</param>
internal sealed partial record EmiChannel(string Name)
{
    /// <summary>What the channel meters, by the parts of its name.</summary>
    /// <remarks>
    /// Of the processor's channels, PP0, PP1 (cores, graphics) and every core's own CORE (one a core on AMD) are parts of PKG, and PSYS,
    /// the whole platform, contains it; DRAM is beside it. Channels of other names are meters of their own.
    /// </remarks>
    public EmiCoverage Coverage
    {
        get
        {
            string[] parts = Name.Split('_', StringSplitOptions.RemoveEmptyEntries);
            if (Array.Exists(parts, PartOfPackage().IsMatch))
                return EmiCoverage.PartOfPackage;
            if (Array.Exists(parts, Platform().IsMatch))
                return EmiCoverage.Platform;
            return Array.Exists(parts, Package().IsMatch) ? EmiCoverage.Package : EmiCoverage.Other;
        }
    }

    /// <summary>Which channels add to the machine's total, so that nothing counts twice.</summary>
    /// <param name="channels">All channels.</param>
    /// <returns>
    /// Packages and what is beside them; the platform alone where no package tells, because it contains all others; none where there are
    /// only parts of a package.
    /// </returns>
    public static bool[] Counted(IReadOnlyList<EmiChannel> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        EmiCoverage[] kinds = [.. channels.Select(channel => channel.Coverage)];
        if (kinds.Contains(EmiCoverage.Package))
            return [.. kinds.Select(kind => kind is EmiCoverage.Package or EmiCoverage.Other)];
        int platform = Array.IndexOf(kinds, EmiCoverage.Platform);
        if (platform >= 0)
            return [.. kinds.Select((_, index) => index == platform)];
        // Memory without its processor would pass for the machine.
        bool hasParts = kinds.Contains(EmiCoverage.PartOfPackage);
        return [.. kinds.Select(kind => kind == EmiCoverage.Other && !hasParts)];
    }

    [GeneratedRegex("^(PP[0-9]*|(UN)?CORES?[0-9]*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PartOfPackage();

    [GeneratedRegex("^(PSYS[0-9]*|PLATFORM[0-9]*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Platform();

    [GeneratedRegex("^PKG[0-9]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Package();
}

/// <summary>What a channel meters.</summary>
internal enum EmiCoverage
{
    /// <summary>Something beside packages: memory, or a meter of its own.</summary>
    Other,

    /// <summary>A processor package.</summary>
    Package,

    /// <summary>Cores or graphics of a package.</summary>
    PartOfPackage,

    /// <summary>The platform, packages and memory included.</summary>
    Platform,
}
