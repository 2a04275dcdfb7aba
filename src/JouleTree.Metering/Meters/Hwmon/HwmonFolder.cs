using System.Globalization;

namespace JouleTree.Metering.Meters.Hwmon;

/// <summary>The files of the kernel's hardware monitoring: all that the meter reads but the readings themselves.</summary>
/// <param name="systemRoot">Root of the file system; <c>/</c> outside tests.</param>
internal sealed class HwmonFolder(string systemRoot)
{
    private const double SecondsPerMillisecond = 1e-3;
    private const string VoltsTimesAmperesDriver = "ina3221"; // It tells no power of its own.
    private const int Rails = 3;

    /// <summary>The folder, <c>/sys/class/hwmon</c> outside tests.</summary>
    public string Root { get; } = Path.Combine(systemRoot, "sys/class/hwmon");

    /// <summary>All chips that tell energies or powers, in the order of their numbers.</summary>
    /// <exception cref="IOException">A chip cannot be read.</exception>
    public IReadOnlyList<HwmonChip> Chips()
    {
        if (!Directory.Exists(Root))
            return [];
        List<HwmonChip> chips = [];
        foreach (string folder in Directory.EnumerateDirectories(Root).OrderBy(path => path.Length).ThenBy(path => path,
            StringComparer.Ordinal))
        {
            if (Text(folder, "name") is not { } driver)
                continue;
            // Some drivers (ACPI's power meter) have their files at the device.
            string device = Path.Combine(folder, "device");
            HwmonSensor[] own = [.. Sensors(folder, driver)];
            HwmonSensor[] sensors = own.Length > 0 ? own : [.. Sensors(device, driver)];
            if (sensors.Length == 0)
                continue;
            string place = own.Length > 0 ? folder : device;
            chips.Add(new HwmonChip(driver, Path.GetFileName(folder), Device(device), sensors)
            {
                UpdateSeconds = (Number(place, "power1_average_interval") ?? Number(place, "update_interval")) * SecondsPerMillisecond,
                HasNorthbridge = File.Exists(Path.Combine(place, "in1_input")),
            });
        }

        return chips;
    }

    private static IEnumerable<HwmonSensor> Sensors(string folder, string driver)
    {
        if (!Directory.Exists(folder))
            return [];
        HwmonSensor[] energies = [.. Found(folder, "energy", ["_input"], HwmonKind.Energy)];
        if (energies.Length > 0)
            return energies;
        // An average over time says more than a moment.
        HwmonSensor[] powers = [.. Found(folder, "power", ["_average", "_input"], HwmonKind.Power)];
        return powers.Length > 0 || driver != VoltsTimesAmperesDriver ? powers : OfRails(folder);
    }

    private static IEnumerable<HwmonSensor> Found(string folder, string prefix, string[] endings, HwmonKind kind)
    {
        SortedDictionary<int, string> found = [];
        foreach (string ending in endings)
        {
            foreach (string path in Directory.EnumerateFiles(folder, $"{prefix}*{ending}"))
            {
                string number = Path.GetFileName(path)[prefix.Length..^ending.Length];
                if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
                    found.TryAdd(index, path);
            }
        }

        return found.Select(pair => new HwmonSensor(kind, pair.Key,
            Text(folder, $"{prefix}{pair.Key}_label") ?? Text(folder, $"{prefix}{pair.Key}_oem_info")
                ?? Path.GetFileName(pair.Value), pair.Value));
    }

    // Behind the rails come voltages of the shunts and sums of all.
    private static IEnumerable<HwmonSensor> OfRails(string folder) =>
        from index in Enumerable.Range(1, Rails)
        let volts = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"in{index}_input"))
        let amperes = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"curr{index}_input"))
        let label = Text(folder, string.Create(CultureInfo.InvariantCulture, $"in{index}_label"))
        where File.Exists(volts) && File.Exists(amperes) && Number(folder, $"in{index}_enable") != 0 && label != "NC"
        select new HwmonSensor(HwmonKind.VoltsTimesAmperes, index, label ?? Path.GetFileName(volts), volts, amperes);

    private static string? Device(string link) =>
        new DirectoryInfo(link).LinkTarget is { } target ? Path.GetFileName(target.TrimEnd('/')) : null;

    private static long? Number(string folder, string file) =>
        long.TryParse(Text(folder, file), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static string? Text(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } text ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // A device that sleeps does not answer.
        }
    }
}
