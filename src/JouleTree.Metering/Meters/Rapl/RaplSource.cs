namespace JouleTree.Metering.Meters.Rapl;

/// <summary>Looks for RAPL counters.</summary>
/// <param name="folder">The powercap interface.</param>
/// <param name="clock">Monotonic clock.</param>
/// <param name="read">Reads a counter in microjoules; null for <see cref="PowercapFolder.ReadMicrojoules"/>.</param>
internal sealed class RaplSource(PowercapFolder folder, TimeProvider clock, Func<RaplZone, ulong>? read = null) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "rapl";

    // What lies in /sys/class/powercap are links: chmod -R there changes nothing behind them.
    private const string AllowNow = "sudo find /sys/devices/virtual/powercap -name energy_uj -exec chmod a+r {} +";

    private static readonly string[] AllowCommands =
    [
        AllowNow,
        "echo 'ACTION==\"add\", SUBSYSTEM==\"powercap\", KERNEL==\"intel-rapl:*\", RUN+=\"/bin/chmod a+r /sys%p/energy_uj\"' "
            + "| sudo tee /etc/udev/rules.d/70-rapl.rules && "
            + "sudo udevadm control -R && sudo udevadm trigger -s powercap -c add",
    ];

    private readonly Func<RaplZone, ulong> _read = read ?? PowercapFolder.ReadMicrojoules;

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterProbe Probe() => Look().Probe;

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        (MeterProbe probe, IReadOnlyList<RaplZone> zones) = Look();
        return probe.IsAvailable ? new RaplMeter(zones, clock, read) : throw new MeterUnavailableException(Name, probe);
    }

    private (MeterProbe Probe, IReadOnlyList<RaplZone> Zones) Look()
    {
        if (!folder.Exists)
        {
            return (new MeterProbe(
                false, $"there is no {folder.Root}", "needs Linux on a processor with RAPL, not in a virtual machine; on hardware: "
                    + "modprobe intel_rapl_msr"), []);
        }

        try
        {
            IReadOnlyList<RaplZone> zones = folder.Zones();
            if (!zones.Any(zone => zone.IsCounted))
                return (new MeterProbe(false, $"{folder.Root} has no package counter", "load the driver: modprobe intel_rapl_msr"), []);
            foreach (RaplZone zone in zones)
                _read(zone);
            zones = MirroredZones.Mark(zones, _read);
            MeterDescription description = RaplMeter.Describe(zones, [.. zones.Select(zone => zone.Label(zones))]);
            return (new MeterProbe(true, $"counters {description.Properties["counted"]}", null, description), zones);
        }
        catch (UnauthorizedAccessException)
        {
            return (new MeterProbe(false, "permission denied to read the energy counters (kept for root since Linux 5.10)",
                $"allow it until the next start with: {AllowNow}")
            { Commands = AllowCommands }, []);
        }
        catch (FileNotFoundException error)
        {
            return (new MeterProbe(false, error.Message,
                "give a container all of /sys/class/powercap; on hardware load the driver again: modprobe -r intel_rapl_msr; modprobe "
                    + "intel_rapl_msr"), []);
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            return (new MeterProbe(false, $"the counters cannot be read: {error.Message}",
                "load the driver again: modprobe -r intel_rapl_msr; modprobe intel_rapl_msr"), []);
        }
    }
}
