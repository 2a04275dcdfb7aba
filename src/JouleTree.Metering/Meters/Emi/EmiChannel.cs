namespace JouleTree.Metering.Meters.Emi;

/// <summary>A channel of a Windows energy meter.</summary>
/// <param name="Name">Its name, such as <c>RAPL_Package0_PKG</c>.</param>
public sealed record EmiChannel(string Name)
{
    /// <summary>
    /// True where the channel adds to the machine's total. Of the processor's own channels, PP0 and PP1 (cores,
    /// graphics) are parts of PKG; DRAM is not. Channels of other names are meters of their own.
    /// </summary>
    public bool IsCounted => !Name.EndsWith("_PP0", StringComparison.Ordinal) && !Name.EndsWith("_PP1", StringComparison.Ordinal);
}
