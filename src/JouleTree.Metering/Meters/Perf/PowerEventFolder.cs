using System.Globalization;

namespace JouleTree.Metering.Meters.Perf;

/// <summary>The files by which the kernel tells its energy events: all that the meter reads of them.</summary>
/// <param name="systemRoot">Root of the file system; <c>/</c> outside tests.</param>
internal sealed class PowerEventFolder(string systemRoot)
{
    /// <summary>Where Linux has it.</summary>
    public const string DefaultRoot = "/sys/bus/event_source/devices/power";

    private readonly string _paranoid = Path.Combine(systemRoot, "proc/sys/kernel/perf_event_paranoid");

    /// <summary>The folder.</summary>
    public string Root { get; } = Path.Combine(systemRoot, DefaultRoot[1..]);

    /// <summary>True where the kernel has energy events.</summary>
    public bool Exists => Directory.Exists(Root);

    /// <summary>The number of this kind of events.</summary>
    /// <exception cref="IOException">It is not told.</exception>
    /// <exception cref="FormatException">It is no number.</exception>
    public uint Type() => uint.TryParse(Text("type"), NumberStyles.None, CultureInfo.InvariantCulture, out uint type)
        ? type
        : throw new FormatException($"{Path.Combine(Root, "type")} holds '{Text("type")}', expected a number");

    /// <summary>Processors on which events are opened: one of each package.</summary>
    /// <exception cref="IOException">They are not told.</exception>
    /// <exception cref="FormatException">They are no list of processors.</exception>
    public IReadOnlyList<int> Processors() => PowerEvent.Processors(Text("cpumask"));

    /// <summary>The energy events, by name.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="FormatException">One is of a unit or form that is not known.</exception>
    public IReadOnlyList<PowerEvent> Events() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "events"), "energy-*").Select(path => Path.GetFileName(path))
            .Where(name => !name.Contains('.', StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => PowerEvent.Parse(
                name, Text($"events/{name}"), Text($"events/{name}.scale"), Text($"events/{name}.unit"))),
    ];

    /// <summary>What the kernel allows to users (<c>perf_event_paranoid</c>); null where it does not tell.</summary>
    public string? Paranoid()
    {
        try
        {
            return File.ReadAllText(_paranoid).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string Text(string file) => File.ReadAllText(Path.Combine(Root, file)).Trim();
}
