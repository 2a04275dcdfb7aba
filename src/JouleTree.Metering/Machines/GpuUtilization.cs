namespace JouleTree.Metering.Machines;

/// <summary>Load and clocks of a card; unknown is null.</summary>
/// <param name="GpuPercent">Share of time in which a kernel ran.</param>
/// <param name="MemoryPercent">Share of time in which memory was read or written.</param>
/// <param name="GpuMegahertz">Graphics clock.</param>
/// <param name="MemoryMegahertz">Memory clock.</param>
public sealed record GpuUtilization(double? GpuPercent, double? MemoryPercent, double? GpuMegahertz, double? MemoryMegahertz);
