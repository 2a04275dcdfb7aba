using JouleTree.Testing;

namespace JouleTree.Metering.Tests.Meters.Rapl;

/// <summary>A copy of a real machine's powercap folder that tests write readings into.</summary>
internal sealed class PowercapTree : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Root => Path.Combine(_folder.Path, "powercap");

    /// <summary>Two sockets of a Xeon server: package, nested DRAM, and the platform.</summary>
    public static PowercapTree TwoSockets()
    {
        PowercapTree tree = new();
        Directory.CreateDirectory(Path.Combine(tree.Root, "intel-rapl")); // The control type has no counter.
        tree.Zone("intel-rapl:0", "package-0", 262_143_328_850, 1_000_000);
        tree.Zone("intel-rapl:0:0", "dram", 65_712_999_613, 500_000);
        tree.Zone("intel-rapl:1", "package-1", 262_143_328_850, 2_000_000);
        tree.Zone("intel-rapl:1:0", "dram", 65_712_999_613, 700_000);
        return tree;
    }

    /// <summary>A laptop: package with core and uncore in it, the platform, and the same package again by MMIO.</summary>
    public static PowercapTree Laptop()
    {
        PowercapTree tree = new();
        tree.Zone("intel-rapl:0", "package-0", 262_143_328_850, 1_000_000);
        tree.Zone("intel-rapl:0:0", "core", 262_143_328_850, 100_000);
        tree.Zone("intel-rapl:0:1", "uncore", 262_143_328_850, 50_000);
        tree.Zone("intel-rapl:1", "psys", 262_143_328_850, 9_000_000);
        tree.Zone("intel-rapl-mmio:0", "package-0", 262_143_328_850, 1_000_000);
        return tree;
    }

    /// <summary>One socket of two dies, as the kernel shows it on some AMD processors: both counters are the socket's.</summary>
    public static PowercapTree TwoDiesOfOneCounter(string first = "package-0-die-0", string second = "package-0-die-1")
    {
        PowercapTree tree = new();
        tree.Zone("intel-rapl:0", first, 65_532_610_987, 33_000_000);
        tree.Zone("intel-rapl:0:0", "core", 65_532_610_987, 400_000);
        tree.Zone("intel-rapl:1", second, 65_532_610_987, 33_000_000);
        tree.Zone("intel-rapl:1:0", "core", 65_532_610_987, 700_000);
        return tree;
    }

    public void RemoveRange(string id) => File.Delete(Path.Combine(Root, id, "max_energy_range_uj"));

    public void SetRange(string id, string text) => File.WriteAllText(Path.Combine(Root, id, "max_energy_range_uj"), text);

    public void Zone(string id, string name, ulong max, ulong value)
    {
        string folder = Path.Combine(Root, id);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "name"), name + "\n");
        File.WriteAllText(Path.Combine(folder, "max_energy_range_uj"), $"{max}\n");
        Set(id, value);
    }

    public void Set(string id, ulong microjoules) => File.WriteAllText(Path.Combine(Root, id, "energy_uj"), $"{microjoules}\n");

    public void SetText(string id, string text) => File.WriteAllText(Path.Combine(Root, id, "energy_uj"), text);

    public void Dispose() => _folder.Dispose();
}
