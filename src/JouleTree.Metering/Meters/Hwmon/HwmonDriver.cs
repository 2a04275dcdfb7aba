namespace JouleTree.Metering.Meters.Hwmon;

/// <summary>What is known of a driver: which of its readings add up, and what they are of.</summary>
/// <remarks>
/// From the kernel's documentation: gpu/amdgpu/thermal (power of the SoC, on APUs the processor included),
/// ABI/testing/sysfs-driver-intel-i915-hwmon and sysfs-driver-intel-xe-hwmon (card, and its package within it),
/// hwmon/amd_energy (cores and their sockets), hwmon/acpi_power_meter, hwmon/smpro-hwmon, hwmon/ina3221, hwmon/ina238. NVIDIA's Grace
/// names its meters in <c>power1_oem_info</c>: the module contains Grace and the GPU; Grace contains its cores and its system part (Grace
/// Performance Tuning Guide).
/// </remarks>
internal static class HwmonDriver
{
    private const string GracePrefix = "Grace Power";
    private const string SocketPrefix = "Esocket";
    private const string Total = "total";

    // Inputs of whole modules of NVIDIA's Jetsons (Jetson Linux Developer Guide, Platform Power and Performance).
    private static readonly string[] ModuleRails = ["VDD_IN", "POM_5V_IN", "VDD_IN_5V0"];

    /// <summary>What the chips of one driver come to.</summary>
    /// <param name="driver">Its name.</param>
    /// <param name="chips">Its chips, at least one.</param>
    public static HwmonMeaning Of(string driver, IReadOnlyList<HwmonChip> chips)
    {
        ArgumentNullException.ThrowIfNull(chips);
        HwmonSensor[] all = [.. chips.SelectMany(chip => chip.Sensors)];
        return driver switch
        {
            "amdgpu" => OfAmdGpu(chips),
            "i915" => OfCard(chips, (chip, sensor) => !IsTile(chip)),
            "xe" => OfCard(chips, (chip, sensor) => sensor.Index == chip.Sensors.Min(one => one.Index)),
            "amd_energy" => new HwmonMeaning("the processors' sockets, other programs included",
                sensor => sensor.Label.StartsWith(SocketPrefix, StringComparison.Ordinal), [MeteredPart.Processors])
            {
                StepJoules = 15.3e-6,
                UpdateSeconds = 1e-3,
            },
            "power_meter" when all.Any(IsGrace) => new HwmonMeaning("Grace with its memory, other programs included; not the GPU",
                IsGrace, [MeteredPart.Processors, MeteredPart.Memory]),
            "power_meter" => new HwmonMeaning("what the firmware's power meter covers, mostly the supply of the machine",
                all.Length == 1 ? _ => true : null, [MeteredPart.Machine])
            {
                Choosing = MeterChoosing.ByNameOnly,
            },
            "smpro" => new HwmonMeaning("the processor's supplies and its memory's, other programs included", _ => true,
                [MeteredPart.Processors, MeteredPart.Memory]),
            "ina3221" => new HwmonMeaning("the board's rails, other programs included", OfRails(all), [MeteredPart.Machine])
            {
                StepWatts = 0.02,
                UpdateSeconds = 0.01,
            },
            _ => new HwmonMeaning($"what {driver} is connected to", OfUnknown(all), []) { Choosing = MeterChoosing.ByNameOnly },
        };
    }

    /// <summary>The driver that a chip belongs to: tiles of a card have names of their own.</summary>
    /// <param name="chip">The chip.</param>
    public static string Of(HwmonChip chip)
    {
        ArgumentNullException.ThrowIfNull(chip);
        return IsTile(chip) ? "i915" : chip.Driver;
    }

    private static bool IsTile(HwmonChip chip) => chip.Driver.StartsWith("i915_gt", StringComparison.Ordinal);

    private static HwmonMeaning OfAmdGpu(IReadOnlyList<HwmonChip> chips)
    {
        bool withProcessor = chips.Any(chip => chip.HasNorthbridge);
        string[] cards = [.. chips.Select(chip => MeteredPart.OfGpu(chip.PciAddress))];
        return new HwmonMeaning(
            withProcessor ? "the chip that holds GPU and processor, as its firmware tells" : "the GPU's chip, as its firmware tells",
            _ => true, withProcessor ? [.. cards, MeteredPart.Processors] : cards)
        {
            Choosing = MeterChoosing.OnGpu,
            IsGpu = true,
            SamplingPeriod = TimeSpan.FromMilliseconds(20),
            StepWatts = 1,
        };
    }

    private static HwmonMeaning OfCard(IReadOnlyList<HwmonChip> chips, Func<HwmonChip, HwmonSensor, bool> isWhole)
    {
        HashSet<HwmonSensor> whole = [.. chips.SelectMany(chip => chip.Sensors.Where(sensor => isWhole(chip, sensor)))];
        return new HwmonMeaning("the cards, not the processor", whole.Count == 0 ? null : whole.Contains,
            [.. chips.Select(chip => MeteredPart.OfGpu(chip.PciAddress)).Distinct()])
        {
            Choosing = MeterChoosing.OnGpu,
            IsGpu = true,
            StepJoules = 61e-6,
            UpdateSeconds = 0.01,
        };
    }

    private static bool IsGrace(HwmonSensor sensor) => sensor.Label.StartsWith(GracePrefix, StringComparison.Ordinal);

    // The input of the module contains its other rails.
    private static Func<HwmonSensor, bool> OfRails(HwmonSensor[] all) => all.Any(rail => ModuleRails.Contains(rail.Label))
        ? rail => ModuleRails.Contains(rail.Label)
        : _ => true;

    // Of several readings nobody knows which contains which, unless one says that it is the total.
    private static Func<HwmonSensor, bool>? OfUnknown(HwmonSensor[] all) => all.Length == 1
        ? _ => true
        : all.Count(IsTotal) == 1 ? IsTotal : null;

    private static bool IsTotal(HwmonSensor sensor) => sensor.Label.Contains(Total, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What readings come to.</summary>
/// <param name="Covers">What they are of, for people.</param>
/// <param name="IsCounted">Which of them add up, the rest being parts of those; null where nobody knows.</param>
/// <param name="Parts">Parts of the machine that they cover (<see cref="MeterDescription.Parts"/>).</param>
internal sealed record HwmonMeaning(string Covers, Func<HwmonSensor, bool>? IsCounted, IReadOnlyList<string> Parts)
{
    /// <summary>When the meter is chosen without being asked for.</summary>
    public MeterChoosing Choosing { get; init; } = MeterChoosing.Always;

    /// <summary>They are of cards.</summary>
    public bool IsGpu { get; init; }

    /// <summary>Time between two readings of a power.</summary>
    public TimeSpan SamplingPeriod { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Time between updates in seconds where the chip does not tell it; an assumption.</summary>
    public double UpdateSeconds { get; init; } = 0.1;

    /// <summary>Step of a counter in joules.</summary>
    public double StepJoules { get; init; } = 1e-6;

    /// <summary>Step of a power in watts; an assumption where the driver's documentation does not tell it.</summary>
    public double StepWatts { get; init; } = 0.1;
}
