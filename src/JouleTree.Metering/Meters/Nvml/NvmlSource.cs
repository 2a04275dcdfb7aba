namespace JouleTree.Metering.Meters.Nvml;

/// <summary>Looks for NVIDIA cards.</summary>
/// <param name="open">Opens the library, or gives null where there is none.</param>
/// <param name="clock">Monotonic clock and timer.</param>
internal sealed class NvmlSource(Func<NvmlLibrary?> open, TimeProvider clock) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "nvml";

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterProbe Probe()
    {
        try
        {
            using IEnergyMeter meter = Open();
            return new MeterProbe(true, meter.Description.Properties["cards"], null, meter.Description);
        }
        catch (MeterUnavailableException error)
        {
            return error.Probe;
        }
    }

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        NvmlLibrary? library = null;
        try
        {
            library = open() ?? throw new MeterUnavailableException(
                Name, new MeterProbe(false, "no NVIDIA driver library on this machine", "install NVIDIA's driver"));
            if (library.Devices().Count == 0)
                throw new MeterUnavailableException(Name,
                    new MeterProbe(false, "the driver sees no card", "check that nvidia-smi shows it"));
            return new NvmlMeter(library, clock);
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
