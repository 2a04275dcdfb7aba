namespace JouleTree.Metering.Meters.Battery;

/// <summary>The files of the kernel's power supplies.</summary>
/// <param name="systemRoot">Root of the file system; <c>/</c> outside tests.</param>
internal sealed class PowerSupplyFolder(string systemRoot)
{
    /// <summary>The folder, <c>/sys/class/power_supply</c> outside tests.</summary>
    public string Root { get; } = Path.Combine(systemRoot, "sys/class/power_supply");

    /// <summary>Batteries of the machine, by name; those of mice and other devices (<c>scope</c> is Device) are left out.</summary>
    public IReadOnlyList<string> Batteries() => [.. Of("Battery").Where(name => Read(name, "scope") != "Device")];

    /// <summary>True where a mains or USB supply is connected.</summary>
    public bool IsSupplied() => Of("Mains").Concat(Of("USB")).Any(name => Read(name, "online") is { } online && online != "0");

    /// <summary>A battery now.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">A file of it holds no number.</exception>
    public BatteryState State(string name) => BatteryState.Of(file => Read(name, file));

    private IEnumerable<string> Of(string type) => !Directory.Exists(Root)
        ? []
        : Directory.EnumerateDirectories(Root).Select(path => Path.GetFileName(path)).Where(name => Read(name, "type") == type)
            .Order(StringComparer.Ordinal);

    private string? Read(string supply, string file)
    {
        string path = Path.Combine(Root, supply, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
