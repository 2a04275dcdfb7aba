using System.Globalization;

namespace JouleTree.Metering.Meters.Perf;

/// <summary>An energy event of the kernel's performance counters.</summary>
/// <remarks>
/// <c>/sys/bus/event_source/devices/power/events/energy-pkg</c> holds <c>event=0x02</c>, <c>.scale</c> the joules of one step
/// (2^-32) and <c>.unit</c> <c>Joules</c> (Linux, Documentation/ABI/testing/sysfs-bus-event_source-devices-events and
/// arch/x86/events/rapl.c, which reads the hardware often enough that a count of 64 bits never wraps).
/// </remarks>
/// <param name="Name">Its name, such as <c>energy-pkg</c>.</param>
/// <param name="Config">Number that opens it.</param>
/// <param name="JoulesPerStep">Joules of one step of the count.</param>
internal sealed record PowerEvent(string Name, ulong Config, double JoulesPerStep)
{
    /// <summary>The processors' packages.</summary>
    public const string Package = "energy-pkg";

    /// <summary>The memory, which no package contains.</summary>
    public const string Memory = "energy-ram";

    private const string JoulesUnit = "Joules";
    private const string EventTerm = "event=";

    /// <summary>
    /// True where the event adds to the machine's total: packages and memory. Cores and the graphics unit are parts of a package; the
    /// platform (<c>energy-psys</c>) contains the packages.
    /// </summary>
    public bool IsCounted => Name is Package or Memory;

    /// <summary>An event by what its files hold.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="config">What opens it, <c>event=0x02</c>.</param>
    /// <param name="scale">Joules of one step.</param>
    /// <param name="unit">Unit of the scaled count.</param>
    /// <exception cref="FormatException">One of them is something else; the message says which.</exception>
    public static PowerEvent Parse(string name, string config, string scale, string unit)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(unit);
        if (unit.Trim() != JoulesUnit)
            throw new FormatException($"{name}.unit holds '{unit.Trim()}', expected {JoulesUnit}");
        if (!double.TryParse(scale.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double joules)
            || !double.IsFinite(joules) || joules <= 0)
            throw new FormatException($"{name}.scale holds '{scale.Trim()}', expected joules of one step, above 0");
        string text = config.Trim();
        string number = text.StartsWith(EventTerm, StringComparison.Ordinal) ? text[EventTerm.Length..] : "";
        bool isHex = number.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(isHex ? number[2..] : number, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture, out ulong value)
            ? new PowerEvent(name, value, joules)
            : throw new FormatException($"{name} holds '{text}', expected {EventTerm} and a number");
    }

    /// <summary>Processors in a list such as <c>0,24-25</c>.</summary>
    /// <param name="cpumask">The list, as the kernel writes it.</param>
    /// <exception cref="FormatException">It is no such list, or an empty one.</exception>
    public static IReadOnlyList<int> Processors(string cpumask)
    {
        ArgumentNullException.ThrowIfNull(cpumask);
        List<int> processors = [];
        foreach (string range in cpumask.Trim().Split(','))
        {
            string[] ends = range.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last) || last < first)
                throw new FormatException($"cpumask holds '{cpumask.Trim()}', expected processors such as 0,24-25");
            processors.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return processors;
    }
}
