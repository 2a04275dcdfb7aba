using System.Globalization;

namespace JouleTree.Metering.Machines;

/// <summary>The machine that this process runs on: all reading of its files.</summary>
/// <param name="root">Root of the file system; <c>/</c> outside tests.</param>
public sealed class Machine(string root = Machine.DefaultRoot)
{
    /// <summary>Root of the file system outside tests.</summary>
    public const string DefaultRoot = "/";

    /// <summary>Root of the file system that is read.</summary>
    public string Root { get; } = root;

    /// <summary>Name of the processor, or null where unknown.</summary>
    public string? ProcessorName => Read("proc/cpuinfo") is { } text
        ? ProcParser.ProcessorName(text)
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");

    /// <summary>True on a virtual machine; null where the system does not tell.</summary>
    public bool? IsVirtual => Read("proc/cpuinfo") is { } text ? ProcParser.IsVirtual(text) : null;

    /// <summary>Memory that can be had without swapping, in bytes, or null where unknown.</summary>
    public long? AvailableBytes => Read("proc/meminfo") is { } text ? ProcParser.AvailableBytes(text) : null;

    /// <summary>Clock of the first processor in MHz, or null where the system does not tell.</summary>
    public double? Megahertz => Number("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq") / 1000.0;

    /// <summary>What governs the processor's clock, or null where the system does not tell.</summary>
    public string? FrequencyGovernor => Read("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")?.Trim();

    /// <summary>The counters now.</summary>
    public MachineCounters Count()
    {
        (double Busy, double Total, double Steal)? time = Read("proc/stat") is { } stat ? ProcParser.ProcessorTime(stat) : null;
        return new MachineCounters(
            Environment.CpuUsage.TotalTime.TotalSeconds,
            time?.Busy,
            time?.Total,
            time?.Steal,
            Read("proc/pressure/cpu") is { } pressure ? ProcParser.Pressure(pressure) : null,
            Number("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count"),
            Read("proc/meminfo") is { } memory ? ProcParser.UsedMemoryPercent(memory) : null);
    }

    private long? Number(string path) =>
        long.TryParse(Read(path)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private string? Read(string path)
    {
        try
        {
            string full = Path.Combine(Root, path);
            return File.Exists(full) ? File.ReadAllText(full) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
