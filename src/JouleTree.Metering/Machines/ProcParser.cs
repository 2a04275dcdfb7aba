using System.Globalization;

namespace JouleTree.Metering.Machines;

/// <summary>Reads what Linux tells in <c>/proc</c>. Text in, values out; null for what is not there.</summary>
internal static class ProcParser
{
    // USER_HZ is 100 on every architecture that .NET runs on.
    internal const double SecondsPerTick = 0.01;

    /// <summary>Busy, total and stolen time of all processors from the first line of <c>/proc/stat</c>.</summary>
    /// <param name="stat">Content of the file.</param>
    public static (double BusySeconds, double TotalSeconds, double StealSeconds)? ProcessorTime(string stat)
    {
        ArgumentNullException.ThrowIfNull(stat);
        // cpu user nice system idle iowait irq softirq steal guest guest_nice; guests are within user and nice already.
        string[] fields = stat.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 9 || fields[0] != "cpu")
            return null;
        double[] ticks = new double[8];
        for (int index = 0; index < ticks.Length; index++)
        {
            if (!double.TryParse(fields[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out ticks[index]))
                return null;
        }

        double idle = ticks[3] + ticks[4];
        double total = ticks.Sum();
        return ((total - idle - ticks[7]) * SecondsPerTick, total * SecondsPerTick, ticks[7] * SecondsPerTick);
    }

    /// <summary>Seconds in which some task waited for a processor, from <c>/proc/pressure/cpu</c>.</summary>
    /// <param name="pressure">Content of the file.</param>
    public static double? Pressure(string pressure)
    {
        ArgumentNullException.ThrowIfNull(pressure);
        string? some = pressure.Split('\n').FirstOrDefault(line => line.StartsWith("some ", StringComparison.Ordinal));
        string? total = some?.Split(' ').FirstOrDefault(field => field.StartsWith("total=", StringComparison.Ordinal));
        return total is not null && long.TryParse(total.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            ? microseconds / 1e6
            : null;
    }

    /// <summary>Memory in use in percent, (total − available) / total, from <c>/proc/meminfo</c>.</summary>
    /// <param name="meminfo">Content of the file.</param>
    public static double? UsedMemoryPercent(string meminfo) =>
        Kibibytes(meminfo, "MemTotal:") is { } total and > 0 && Kibibytes(meminfo, "MemAvailable:") is { } available
            ? 100 * (total - available) / total
            : null;

    /// <summary>Memory in use in bytes, total − available, from <c>/proc/meminfo</c>.</summary>
    /// <param name="meminfo">Content of the file.</param>
    public static long? UsedBytes(string meminfo) =>
        (long?)((Kibibytes(meminfo, "MemTotal:") - Kibibytes(meminfo, "MemAvailable:")) * 1024);

    /// <summary>Bytes that can be had without swapping, from <c>/proc/meminfo</c>.</summary>
    /// <param name="meminfo">Content of the file.</param>
    public static long? AvailableBytes(string meminfo) => (long?)(Kibibytes(meminfo, "MemAvailable:") * 1024);

    /// <summary>Name of the first processor from <c>/proc/cpuinfo</c>.</summary>
    /// <param name="cpuinfo">Content of the file.</param>
    public static string? ProcessorName(string cpuinfo)
    {
        ArgumentNullException.ThrowIfNull(cpuinfo);
        string? line = cpuinfo.Split('\n').FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    /// <summary>
    /// True where the first processor says that a hypervisor runs it, from <c>/proc/cpuinfo</c>; null where it names no abilities.
    /// </summary>
    /// <param name="cpuinfo">Content of the file.</param>
    public static bool? IsVirtual(string cpuinfo)
    {
        ArgumentNullException.ThrowIfNull(cpuinfo);
        string? line = cpuinfo.Split('\n').FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        return line?.Split(' ').Contains("hypervisor");
    }

    private static double? Kibibytes(string meminfo, string name)
    {
        ArgumentNullException.ThrowIfNull(meminfo);
        string? line = meminfo.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        string? number = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return double.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out double value) ? value : null;
    }
}
