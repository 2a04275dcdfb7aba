using System.Globalization;

namespace JouleTree.Metering.Meters.Rapl;

/// <summary>One energy counter of the powercap interface.</summary>
/// <param name="Id">Name of its folder, such as <c>intel-rapl:0:2</c>.</param>
/// <param name="Name">What the kernel calls it: <c>package-0</c>, <c>package-0-die-1</c>, <c>core</c>, <c>uncore</c>, <c>dram</c>,
/// <c>psys</c>.</param>
/// <param name="Folder">Folder of its files.</param>
/// <param name="MaxMicrojoules">Largest value of the counter.</param>
internal sealed record RaplZone(string Id, string Name, string Folder, ulong MaxMicrojoules)
{
    private const string PackagePrefix = "package-";

    /// <summary>Id of the zone that shows the same counter; null where this one stands for itself. Default: null.</summary>
    public string? MirrorOf { get; init; }

    /// <summary>Number of zones above this one: 0 for packages and the platform.</summary>
    public int Depth => Id.AsSpan().Count(':') - 1;

    /// <summary>
    /// True where the zone adds to the machine's total: packages, and DRAM, which no package counter contains. Core and
    /// uncore are parts of their package; psys, the whole platform, contains the packages; a mirror shows what is counted already.
    /// </summary>
    public bool IsCounted => MirrorOf is null && (Depth == 0
        ? Name.StartsWith("package", StringComparison.Ordinal) || Name == "dram"
        : Name == "dram");

    /// <summary>Name with its package, such as <c>package-0/dram</c>, and with the folder where others have the same name.</summary>
    /// <param name="all">All zones.</param>
    public string Label(IReadOnlyList<RaplZone> all)
    {
        string name = Path(all);
        return all.Any(zone => zone.Id != Id && zone.Path(all) == name) ? $"{name} ({Id})" : name;
    }

    /// <summary>What two zones have in common that may be one counter: the socket, and the name within it.</summary>
    /// <param name="all">All zones.</param>
    /// <returns>Text such as <c>0/dram</c>; null for zones of no numbered package.</returns>
    public string? SocketAndName(IReadOnlyList<RaplZone> all)
    {
        string package = (Top(all) ?? this).Name;
        if (!package.StartsWith(PackagePrefix, StringComparison.Ordinal))
            return null;
        string socket = package[PackagePrefix.Length..].Split('-')[0];
        bool isNumbered = int.TryParse(socket, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return isNumbered ? $"{socket}/{(Depth == 0 ? "" : Name)}" : null;
    }

    private string Path(IReadOnlyList<RaplZone> all) => Depth > 0 && Top(all) is { } package ? $"{package.Name}/{Name}" : Name;

    private RaplZone? Top(IReadOnlyList<RaplZone> all)
    {
        if (Depth == 0)
            return null;
        string parent = Id[..Id.LastIndexOf(':')];
        return all.FirstOrDefault(zone => zone.Id == parent);
    }
}
