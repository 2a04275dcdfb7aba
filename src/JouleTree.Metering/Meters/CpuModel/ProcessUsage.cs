namespace JouleTree.Metering.Meters.CpuModel;

/// <summary>Reads what a process used so far.</summary>
/// <param name="CpuSeconds">CPU time of all its threads, user and kernel, in seconds. Called at each reading.</param>
/// <param name="ResidentBytes">Memory that it holds. Called a few times a second: it is slow on some systems.</param>
public sealed record ProcessUsage(Func<double> CpuSeconds, Func<long> ResidentBytes)
{
    /// <summary>This process; CPU time in whole microseconds (getrusage on Linux).</summary>
    public static ProcessUsage OfThisProcess { get; } = new(
        () => Environment.CpuUsage.TotalTime.TotalSeconds, () => Environment.WorkingSet);
}
