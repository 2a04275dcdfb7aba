namespace JouleTree.Measurement.Metering.CpuModel;

/// <summary>What this process used so far.</summary>
/// <param name="CpuSeconds">CPU time of all its threads, user and kernel, in seconds.</param>
/// <param name="ResidentBytes">Memory that it holds.</param>
public readonly record struct ProcessUsage(double CpuSeconds, long ResidentBytes)
{
    /// <summary>Reads it from the system; CPU time in whole microseconds (getrusage on Linux).</summary>
    public static ProcessUsage Read() => new(Environment.CpuUsage.TotalTime.TotalSeconds, Environment.WorkingSet);
}
