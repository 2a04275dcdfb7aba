namespace JouleTree.Metering.Meters;

/// <summary>A meter that was asked for cannot be used here. The message says why and what would enable it.</summary>
public sealed class MeterUnavailableException : Exception
{
    /// <param name="meter">Name of the meter.</param>
    /// <param name="probe">What was found.</param>
    public MeterUnavailableException(string meter, MeterProbe probe) : base(Compose(meter, probe)) => Probe = probe;

    /// <summary>What was found.</summary>
    public MeterProbe Probe { get; }

    private static string Compose(string meter, MeterProbe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        return probe.Remedy is { } remedy ? $"meter {meter}: {probe.Finding}; {remedy}" : $"meter {meter}: {probe.Finding}";
    }
}
