namespace JouleTree.Metering.Meters.Nvml;

/// <summary>Looks for NVIDIA cards.</summary>
/// <param name="open">Opens the library, or gives null where there is none.</param>
/// <param name="clock">Monotonic clock and timer.</param>
/// <param name="selection">Which cards; null for all.</param>
/// <param name="integratesPower">Power is integrated also where a card has a counter, to compare the two.</param>
internal sealed class NvmlSource(
    Func<NvmlLibrary?> open, TimeProvider clock, GpuSelection? selection = null, bool integratesPower = false) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "nvml";

    /// <summary>Name of the meter that integrates power whatever counters there are.</summary>
    public const string PowerMeterName = "nvml:power";

    /// <inheritdoc/>
    public string Name => integratesPower ? PowerMeterName : MeterName;

    /// <inheritdoc/>
    public MeterChoosing Choosing => MeterChoosing.OnGpu;

    /// <inheritdoc/>
    public MeterProbe Probe() => MeterProbe.Of(this, "cards");

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        NvmlLibrary? library = null;
        try
        {
            library = open() ?? throw new MeterUnavailableException(
                Name, new MeterProbe(false, "no NVIDIA driver library on this machine", "install NVIDIA's driver"));
            IReadOnlyList<NvmlCard> cards = library.Cards();
            if (cards.Count == 0)
                throw new MeterUnavailableException(Name,
                    new MeterProbe(false, "the driver sees no card", "check that nvidia-smi shows it"));
            return new NvmlMeter(library, (selection ?? new GpuSelection()).Of(cards), clock, integratesPower);
        }
        catch (NvmlException error)
        {
            library?.Dispose();
            throw new MeterUnavailableException(Name, new MeterProbe(false, error.Message, "check the driver with nvidia-smi"));
        }
        catch (MeterUnavailableException)
        {
            library?.Dispose();
            throw;
        }
    }
}
