namespace JouleTree.Metering.Meters;

/// <summary>A kind of meter that may or may not be on this machine.</summary>
internal interface IMeterSource
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>When it is chosen without being asked for by its name. Default: always.</summary>
    MeterChoosing Choosing => MeterChoosing.Always;

    /// <summary>Looks whether it can be used, without keeping anything open.</summary>
    MeterProbe Probe();

    /// <summary>Opens it.</summary>
    /// <exception cref="MeterUnavailableException">It cannot be used; the message says why and what would enable it.</exception>
    IEnergyMeter Open();
}

/// <summary>When a meter is chosen without being asked for.</summary>
internal enum MeterChoosing
{
    /// <summary>Where it is the best there is.</summary>
    Always,

    /// <summary>Only for what runs on a GPU.</summary>
    OnGpu,

    /// <summary>Never for what runs on a GPU, of which it knows nothing.</summary>
    OnProcessor,

    /// <summary>Never: it is coarse, or what it covers is not known.</summary>
    ByNameOnly,
}

/// <summary>Whether a meter can be used here.</summary>
/// <param name="IsAvailable">It can.</param>
/// <param name="Finding">What was found, for people.</param>
/// <param name="Remedy">What would enable it; null only where it is available.</param>
/// <param name="Description">What the meter would be, where it is available.</param>
public sealed record MeterProbe(bool IsAvailable, string Finding, string? Remedy = null, MeterDescription? Description = null)
{
    /// <summary>Arguments that the remedy names in backticks (<see cref="Core.Errors.ArgumentNames"/>). Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Commands that would let users read it, where that is what it lacks: one until the next start, and one for good where that is
    /// another. Default: none.
    /// </summary>
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>What comes of opening a meter and closing it again.</summary>
    /// <param name="source">The meter.</param>
    /// <param name="finding">The property of the meter that tells what was found.</param>
    internal static MeterProbe Of(IMeterSource source, string finding)
    {
        try
        {
            using IEnergyMeter meter = source.Open();
            return new MeterProbe(true, meter.Description.Properties[finding], null, meter.Description);
        }
        catch (MeterUnavailableException error)
        {
            return error.Probe;
        }
    }
}

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
