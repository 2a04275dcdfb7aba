namespace JouleTree.Graphs.Synthetic;

/// <summary>
/// A device that does not exist, as a formula: run time by the roofline model, energy by operations, bytes and time. For
/// tests and demonstrations, never a prediction of a real machine.
/// </summary>
/// <remarks>
/// time = launch + max(FLOPs / peak, bytes / bandwidth) (Williams, Waterman and Patterson, Roofline, CACM 2009);
/// energy = idle power × time + joules per FLOP × FLOPs + joules per byte × bytes. The constants have the size of a
/// desktop GPU's of 2018 and describe no product.
/// </remarks>
internal sealed record AnalyticDevice
{
    /// <summary>Seconds that an operator takes however small it is.</summary>
    public double LaunchSeconds { get; init; } = 12e-6;

    /// <summary>FLOP per second at most.</summary>
    public double PeakFlopsPerSecond { get; init; } = 9e12;

    /// <summary>Bytes per second at most.</summary>
    public double BytesPerSecond { get; init; } = 450e9;

    /// <summary>Watts of the idle device.</summary>
    public double IdleWatts { get; init; } = 60;

    /// <summary>Joules per FLOP.</summary>
    public double JoulesPerFlop { get; init; } = 11e-12;

    /// <summary>Joules per byte.</summary>
    public double JoulesPerByte { get; init; } = 90e-12;

    /// <summary>Part of the energy that the accelerator's own meter sees.</summary>
    public double AcceleratorShare { get; init; } = 0.65;

    /// <summary>Seconds of one operator.</summary>
    /// <param name="flops">Its floating-point operations.</param>
    /// <param name="bytes">Its memory traffic in bytes.</param>
    public double SecondsOf(double flops, double bytes) =>
        LaunchSeconds + Math.Max(flops / PeakFlopsPerSecond, bytes / BytesPerSecond);

    /// <summary>Joules of something that took a time.</summary>
    /// <param name="flops">Its floating-point operations.</param>
    /// <param name="bytes">Its memory traffic in bytes.</param>
    /// <param name="seconds">Its run time.</param>
    public double JoulesOf(double flops, double bytes, double seconds) =>
        (IdleWatts * seconds) + (JoulesPerFlop * flops) + (JoulesPerByte * bytes);
}
