using System.Globalization;
using System.Text;

namespace JouleTree.Metering.Meters.Rapl;

/// <summary>The files of the kernel's powercap interface: all input and output of the RAPL meter.</summary>
/// <param name="root">Its folder, <c>/sys/class/powercap</c> outside tests.</param>
internal sealed class PowercapFolder(string root = PowercapFolder.DefaultRoot)
{
    /// <summary>Where Linux has it.</summary>
    public const string DefaultRoot = "/sys/class/powercap";

    /// <summary>Where Linux has it, below another root of the file system.</summary>
    /// <param name="systemRoot">That root; <c>/</c> outside tests.</param>
    public static PowercapFolder Under(string systemRoot) => new(Path.Combine(systemRoot, DefaultRoot[1..]));

    /// <summary>The folder.</summary>
    public string Root { get; } = root;

    /// <summary>True where the kernel offers the interface.</summary>
    public bool Exists => Directory.Exists(Root);

    /// <summary>
    /// All zones of processor energy, in the order of their ids. Where the same package is offered twice (by MSR and by
    /// MMIO), only the first way is taken.
    /// </summary>
    /// <exception cref="IOException">A zone's description cannot be read, or does not say the counter's range.</exception>
    /// <exception cref="FormatException">A range is no number above 0.</exception>
    public IReadOnlyList<RaplZone> Zones()
    {
        List<RaplZone> zones = [];
        foreach (string folder in Directory.EnumerateDirectories(Root).Order(StringComparer.Ordinal))
        {
            string id = Path.GetFileName(folder);
            if (!id.StartsWith("intel-rapl:", StringComparison.Ordinal) || !File.Exists(Path.Combine(folder, "name")))
                continue;
            zones.Add(new RaplZone(id, File.ReadAllText(Path.Combine(folder, "name")).Trim(), folder, Range(folder)));
        }

        return zones;
    }

    // Without the range nobody knows what a counter had counted when it starts again at 0.
    private static ulong Range(string folder)
    {
        string path = Path.Combine(folder, "max_energy_range_uj");
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"{path} is missing, the value at which the counter starts again at 0: without it no interval across that can be known");
        string text = File.ReadAllText(path).Trim();
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong range) && range > 0
            ? range
            : throw new FormatException(
                $"{path} holds '{text}', expected the value at which the counter starts again at 0, in microjoules and above 0");
    }

    /// <summary>Value of a zone's counter in microjoules.</summary>
    /// <param name="zone">The zone.</param>
    /// <exception cref="UnauthorizedAccessException">The kernel keeps the counter from this user.</exception>
    /// <exception cref="IOException">The counter is gone or cannot be read.</exception>
    /// <exception cref="FormatException">It holds something other than a number.</exception>
    public static ulong ReadMicrojoules(RaplZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return ParseCounter(File.ReadAllBytes(CounterOf(zone)));
    }

    /// <summary>The file of a zone's counter.</summary>
    /// <param name="zone">The zone.</param>
    public static string CounterOf(RaplZone zone) => Path.Combine(zone.Folder, "energy_uj");

    /// <summary>The number in a counter's file.</summary>
    /// <param name="text">Its content.</param>
    /// <exception cref="FormatException">It is no whole number.</exception>
    public static ulong ParseCounter(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> number = text.Trim(" \t\r\n"u8);
        return ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new FormatException(
                $"'{Encoding.UTF8.GetString(number)}' is no counter value, expected a whole number of microjoules");
    }
}
