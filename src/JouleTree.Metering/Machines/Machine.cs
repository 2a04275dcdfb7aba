using System.Globalization;

namespace JouleTree.Metering.Machines;

/// <summary>The machine that this process runs on: its files, its clock, and what this process uses of it.</summary>
/// <remarks>
/// All of it comes from one place, because it is compared: an interval by one clock beside the processor time of another would look
/// disturbed, or
/// quiet, by how busy the machine happens to be.
/// </remarks>
/// <param name="root">Root of the file system; <c>/</c> outside tests.</param>
/// <param name="clock">Clock of dates and durations.</param>
/// <param name="process">What this process uses.</param>
/// <param name="wait">Lets time of that clock pass.</param>
internal sealed class Machine(string root, TimeProvider clock, ProcessUsage process, Action<TimeSpan> wait)
{
    /// <summary>Root of the file system outside tests.</summary>
    public const string DefaultRoot = "/";

    /// <summary>The machine as it is.</summary>
    public static Machine OfThisProcess { get; } = new(DefaultRoot, TimeProvider.System, ProcessUsage.OfThisProcess, Thread.Sleep);

    /// <summary>Root of the file system that is read.</summary>
    public string Root { get; } = root;

    /// <summary>Clock of dates and durations.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>What this process uses.</summary>
    public ProcessUsage Process { get; } = process;

    /// <summary>Name of the processor, or null where unknown.</summary>
    public string? ProcessorName => Read("proc/cpuinfo") is { } text
        ? ProcParser.ProcessorName(text)
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");

    /// <summary>True on a virtual machine; null where the system does not tell.</summary>
    public bool? IsVirtual => Read("proc/cpuinfo") is { } text ? ProcParser.IsVirtual(text) : null;

    /// <summary>Memory that can be had without swapping, in bytes, or null where unknown.</summary>
    public long? AvailableBytes => Read("proc/meminfo") is { } text ? ProcParser.AvailableBytes(text) : null;

    /// <summary>Time in which processors worked, all summed, in seconds; null where the system does not tell.</summary>
    public double? BusySeconds => Read("proc/stat") is { } stat ? ProcParser.ProcessorTime(stat)?.BusySeconds : null;

    /// <summary>Memory in use by all programs, in bytes, or null where unknown.</summary>
    public long? UsedBytes => Read("proc/meminfo") is { } text ? ProcParser.UsedBytes(text) : null;

    /// <summary>True in a container, as far as those tell (Docker, Podman, Kubernetes).</summary>
    public bool IsContainer => File.Exists(Path.Combine(Root, ".dockerenv")) || File.Exists(Path.Combine(Root, "run/.containerenv"))
        || Directory.Exists(Path.Combine(Root, "var/run/secrets/kubernetes.io"));

    /// <summary>The same machine, with another user of it in place of this process.</summary>
    /// <param name="process">What is used.</param>
    public Machine With(ProcessUsage process) => new(Root, Clock, process, wait);

    /// <summary>Clock of the first processor in MHz, or null where the system does not tell.</summary>
    public double? Megahertz => Number("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq") / 1000.0;

    /// <summary>What governs the processor's clock, or null where the system does not tell.</summary>
    public string? FrequencyGovernor => Read("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")?.Trim();

    /// <summary>Lets time pass.</summary>
    /// <param name="time">How much, not negative.</param>
    public void Wait(TimeSpan time) => wait(time);

    /// <summary>The counters now.</summary>
    public MachineCounters Count()
    {
        (double Busy, double Total, double Steal)? time = Read("proc/stat") is { } stat ? ProcParser.ProcessorTime(stat) : null;
        return new MachineCounters(
            Process.CpuSeconds(),
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
