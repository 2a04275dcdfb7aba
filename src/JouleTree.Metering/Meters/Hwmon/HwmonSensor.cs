namespace JouleTree.Metering.Meters.Hwmon;

/// <summary>A reading of a chip that tells an energy or a power.</summary>
/// <remarks>
/// Files and units as Linux's Documentation/hwmon/sysfs-interface.rst has them: <c>energyN_input</c> in microjoules, <c>powerN_average</c>
/// and <c>powerN_input</c> in microwatts, <c>inN_input</c> in millivolts, <c>currN_input</c> in milliamperes.
/// </remarks>
/// <param name="Kind">What it tells.</param>
/// <param name="Index">Number of the reading on its chip.</param>
/// <param name="Label">What the driver or the firmware calls it; the name of its file where it has none.</param>
/// <param name="Path">Its file; of volts times amperes the volts'.</param>
/// <param name="AmperesPath">The amperes' file, of volts times amperes.</param>
internal sealed record HwmonSensor(HwmonKind Kind, int Index, string Label, string Path, string? AmperesPath = null);

/// <summary>What a reading tells.</summary>
internal enum HwmonKind
{
    /// <summary>Microjoules since an arbitrary moment.</summary>
    Energy,

    /// <summary>Microwatts.</summary>
    Power,

    /// <summary>Millivolts and milliamperes, whose product is microwatts.</summary>
    VoltsTimesAmperes,
}

/// <summary>A chip that tells energies or powers.</summary>
/// <param name="Driver">Name that its driver gives, such as <c>amdgpu</c>.</param>
/// <param name="Id">Name of its folder, such as <c>hwmon3</c>.</param>
/// <param name="Device">Name of the device behind it, such as <c>0000:03:00.0</c> or <c>1-0040</c>; null where it has none.</param>
/// <param name="Sensors">Its readings.</param>
internal sealed record HwmonChip(string Driver, string Id, string? Device, IReadOnlyList<HwmonSensor> Sensors)
{
    /// <summary>Seconds between two updates, as far as the chip tells (<c>update_interval</c>, <c>power1_average_interval</c>).</summary>
    public double? UpdateSeconds { get; init; }

    /// <summary>A chip of amdgpu that is part of a processor: only those tell the voltage of the northbridge (<c>in1_input</c>).</summary>
    public bool HasNorthbridge { get; init; }

    /// <summary>Address of the device on the PCI bus; null where it is on none.</summary>
    public string? PciAddress => Device is { Length: 12 } address && address[4] == ':' && address[7] == ':' && address[10] == '.'
        ? address
        : null;
}
