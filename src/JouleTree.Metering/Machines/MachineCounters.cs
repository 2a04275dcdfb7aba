namespace JouleTree.Metering.Machines;

/// <summary>What the machine has counted so far, in seconds; unknown is null.</summary>
/// <param name="ProcessCpuSeconds">CPU time of this process.</param>
/// <param name="BusySeconds">Time in which processors worked, all summed.</param>
/// <param name="TotalSeconds">Time of all processors, summed.</param>
/// <param name="StealSeconds">Time in which the host gave processors to other machines.</param>
/// <param name="PressureSeconds">Time in which some task waited for a processor.</param>
/// <param name="ThrottleEvents">Times that a processor slowed down for heat.</param>
/// <param name="UsedMemoryPercent">Memory in use on the machine, in percent (not a counter).</param>
/// <param name="Gpu">Load and clocks of the GPU (no counters), or null where none is metered.</param>
internal readonly record struct MachineCounters(
    double ProcessCpuSeconds,
    double? BusySeconds,
    double? TotalSeconds,
    double? StealSeconds,
    double? PressureSeconds,
    long? ThrottleEvents,
    double? UsedMemoryPercent,
    GpuUtilization? Gpu = null);

/// <summary>Load and clocks of a card; unknown is null.</summary>
/// <param name="GpuPercent">Share of time in which a kernel ran.</param>
/// <param name="MemoryPercent">Share of time in which memory was read or written.</param>
/// <param name="GpuMegahertz">Graphics clock.</param>
/// <param name="MemoryMegahertz">Memory clock.</param>
internal sealed record GpuUtilization(double? GpuPercent, double? MemoryPercent, double? GpuMegahertz, double? MemoryMegahertz);
