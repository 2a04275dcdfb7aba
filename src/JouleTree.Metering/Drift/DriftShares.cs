namespace JouleTree.Metering.Drift;

/// <summary>What decides how the cost of a computation drifts: what its time goes into, and of how many parts it is a sum.</summary>
/// <param name="Compute">Share of its time that is bound by arithmetic, as a fraction.</param>
/// <param name="Memory">Share that is bound by memory.</param>
/// <param name="Small">The rest: short operations, passes over data in caches, calls.</param>
/// <param name="Concentration">
/// Sum of the squared shares of its distinct parts, in (0, 1]: 1 for a single computation, 1/m for m equal ones.
/// </param>
internal readonly record struct DriftShares(double Compute, double Memory, double Small, double Concentration)
{
    /// <summary>A single computation of which nothing is known but that it is no larger than others: it counts as small.</summary>
    public static DriftShares Unknown => new(0, 0, 1, 1);

    /// <summary>The shares of a single computation, by the rates at which the references run.</summary>
    /// <param name="seconds">Its time.</param>
    /// <param name="flops">Its floating-point operations; 0 where unknown.</param>
    /// <param name="bytes">Bytes that it moves; 0 where unknown.</param>
    /// <param name="rates">Rates of the references.</param>
    public static DriftShares Of(double seconds, double flops, double bytes, ReferenceRates rates)
    {
        if (!(seconds > 0))
            return Unknown;
        double memory = MemoryShare(seconds, bytes, rates);
        double compute = rates.FlopsPerSecond > 0 ? Math.Min(1 - memory, flops / (rates.FlopsPerSecond * seconds)) : 0;
        return new DriftShares(compute, memory, 1 - memory - compute, 1);
    }

    /// <summary>The share of a time that moving bytes takes, if they are more than caches hold.</summary>
    /// <param name="seconds">The time.</param>
    /// <param name="bytes">Bytes that are moved.</param>
    /// <param name="rates">Rates of the references.</param>
    public static double MemoryShare(double seconds, double bytes, ReferenceRates rates) =>
        bytes >= ReferenceWork.MemoryBytes && rates.BytesPerSecond > 0 ? Math.Min(1, bytes / (rates.BytesPerSecond * seconds)) : 0;

    /// <summary>The same with a share for memory that shows in the whole alone; the others shrink in proportion.</summary>
    /// <param name="memory">Share of the time.</param>
    public DriftShares WithMemory(double memory)
    {
        if (memory <= Memory || Memory >= 1)
            return this;
        double factor = (1 - memory) / (1 - Memory);
        return this with { Compute = factor * Compute, Memory = memory, Small = factor * Small };
    }
}

/// <summary>How fast the reference computations run; 0 where unknown.</summary>
/// <param name="FlopsPerSecond">Of the one that is bound by arithmetic.</param>
/// <param name="BytesPerSecond">Of the one that is bound by memory.</param>
internal readonly record struct ReferenceRates(double FlopsPerSecond, double BytesPerSecond)
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
