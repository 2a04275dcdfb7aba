namespace JouleTree.Metering.Meters.Rapl;

/// <summary>One energy counter of the powercap interface.</summary>
/// <param name="Id">Name of its folder, such as <c>intel-rapl:0:2</c>.</param>
/// <param name="Name">What the kernel calls it: <c>package-0</c>, <c>core</c>, <c>uncore</c>, <c>dram</c>, <c>psys</c>.</param>
/// <param name="Folder">Folder of its files.</param>
/// <param name="MaxMicrojoules">Largest value of the counter.</param>
internal sealed record RaplZone(string Id, string Name, string Folder, ulong MaxMicrojoules)
{
    /// <summary>Number of zones above this one: 0 for packages and the platform.</summary>
    public int Depth => Id.AsSpan().Count(':') - 1;

    /// <summary>
    /// True where the zone adds to the machine's total: packages, and DRAM, which no package counter contains. Core and
    /// uncore are parts of their package; psys, the whole platform, contains the packages.
    /// </summary>
    public bool IsCounted => Depth == 0
        ? Name.StartsWith("package", StringComparison.Ordinal) || Name == "dram"
        : Name == "dram";

    /// <summary>Name with its package, such as <c>package-0/dram</c>.</summary>
    public string Label(IReadOnlyList<RaplZone> all)
    {
        if (Depth == 0)
            return Name;
        string parent = Id[..Id.LastIndexOf(':')];
        return all.FirstOrDefault(zone => zone.Id == parent) is { } package ? $"{package.Name}/{Name}" : Name;
    }
}
