namespace JouleTree.Metering.Drift;

/// <summary>How fast the reference computations run; 0 where unknown.</summary>
/// <param name="FlopsPerSecond">Of the one that is bound by arithmetic.</param>
/// <param name="BytesPerSecond">Of the one that is bound by memory.</param>
public readonly record struct ReferenceRates(double FlopsPerSecond, double BytesPerSecond)
{
    /// <summary>The rates at given times.</summary>
    /// <param name="seconds">Seconds of a reference by its name, or null where unknown.</param>
    public static ReferenceRates Of(Func<string, double?> seconds)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        return new ReferenceRates(
            seconds(ReferenceWork.Compute) is { } compute and > 0 ? ReferenceWork.ComputeFlops / compute : 0,
            seconds(ReferenceWork.Memory) is { } memory and > 0 ? ReferenceWork.MemoryBytes / memory : 0);
    }
}
