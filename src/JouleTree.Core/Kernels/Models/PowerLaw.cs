namespace JouleTree.Core.Kernels.Models;

/// <summary>
/// The card's watts while a kernel runs again and again: idle, and what arithmetic and memory draw on top, up to the limit; kernels that
/// end within microseconds leave gaps between them.
/// </summary>
internal static class PowerLaw
{
    // The limit is held to about a hundredth.
    private const double Reached = 0.99;

    /// <summary>The coefficients of a card.</summary>
    /// <param name="gpu">The card.</param>
    public static IReadOnlyList<KernelCoefficient> Coefficients(KernelGpu gpu) =>
    [
        new("idle_w", 0.2 * gpu.PowerLimitWatts, 0.3),
        new("arithmetic_draw", 2, 0.7),
        new("memory_draw", 1, 0.7),
        new("launched_draw", 0.1, 1),
        new("ramp_s", 1e-5, 1),
        new("ramp_power", 0.5, 0.5),
    ];

    /// <summary>Watts of a kernel.</summary>
    /// <param name="law">Its formula: the card and the types.</param>
    /// <param name="physics">Its operations and bytes.</param>
    /// <param name="seconds">Seconds of one call.</param>
    /// <param name="c">Coefficients.</param>
    public static double Watts(KernelLaw law, in KernelPhysics physics, double seconds, ReadOnlySpan<double> c)
    {
        ArgumentNullException.ThrowIfNull(law);
        double arithmetic = physics.Flops / (seconds * law.Gpu.FlopsPerSecond * law.Speed);
        double memory = physics.Bytes / (seconds * law.Gpu.BytesPerSecond);
        double drawn = 1 - Math.Exp(-((c[1] * arithmetic) + (c[2] * memory) + c[3]));
        double ramp = 1 - Math.Exp(-Math.Pow(seconds / c[4], c[5]));
        double idle = Math.Min(c[0], 0.9 * law.Gpu.PowerLimitWatts);
        return idle + (((Reached * law.Gpu.PowerLimitWatts) - idle) * drawn * ramp);
    }
}
