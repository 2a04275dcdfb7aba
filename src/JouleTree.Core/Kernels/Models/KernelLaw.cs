namespace JouleTree.Core.Kernels.Models;

/// <summary>
/// What is known of a kind of kernel before any is measured: its seconds as a formula with a dozen coefficients, and the coordinates in
/// which what the formula misses is smooth.
/// </summary>
/// <param name="gpu">The card.</param>
/// <param name="types">Types of numbers, known to <see cref="KernelTypes"/>.</param>
internal abstract class KernelLaw(KernelGpu gpu, string types)
{
    /// <summary>The card.</summary>
    public KernelGpu Gpu => gpu;

    /// <summary>Types of numbers.</summary>
    public string Types => types;

    /// <summary>Bytes of a weight, or of a kept number.</summary>
    public double WeightBytes { get; } = KernelTypes.BytesOf(types)
        ?? throw new ArgumentException($"'{types}' is no known type of kernels", nameof(types));

    /// <summary>How many times as many operations a second as in bfloat16 the card does.</summary>
    public double Speed { get; } = KernelTypes.SpeedOf(types)!.Value;

    /// <summary>The coefficients, in their order.</summary>
    public abstract IReadOnlyList<KernelCoefficient> Coefficients { get; }

    /// <summary>Length scales of the coordinates, in their units.</summary>
    public abstract ReadOnlySpan<double> Lengths { get; }

    /// <summary>The same for watts, which a sensor averages over neighbours of a sweep.</summary>
    public abstract ReadOnlySpan<double> PowerLengths { get; }

    /// <summary>What the formula says of a kernel.</summary>
    /// <param name="shape">What it works on.</param>
    /// <param name="coefficients">One for each of <see cref="Coefficients"/>, above 0.</param>
    /// <param name="coordinates">Takes the coordinates, one for each of <see cref="Lengths"/>; empty where they are not wanted.</param>
    public abstract KernelPhysics Of(KernelShape shape, ReadOnlySpan<double> coefficients, Span<double> coordinates);

    /// <summary>Seconds that bytes take of which the cache holds a share, the smaller the more there are.</summary>
    /// <param name="bytes">Bytes that go by.</param>
    /// <param name="bandwidth">Bytes of memory in a second.</param>
    /// <param name="speedup">How many times as fast the cache is.</param>
    /// <param name="share">Share of the cache that they may fill.</param>
    protected double MemorySeconds(double bytes, double bandwidth, double speedup, double share)
    {
        double room = Gpu.CacheBytes * share;
        double missed = bytes / (bytes + room);
        missed *= missed;
        return bytes * (missed + ((1 - missed) / speedup)) / bandwidth;
    }

    /// <summary>A smooth maximum of two durations: the p-norm.</summary>
    /// <param name="one">Seconds.</param>
    /// <param name="other">Seconds.</param>
    /// <param name="power">p, at least 1; the greater, the nearer to the maximum.</param>
    protected static double Longer(double one, double other, double power)
    {
        double longer = Math.Max(one, other);
        return longer * Math.Pow(1 + Math.Pow(Math.Min(one, other) / longer, power), 1 / power);
    }
}

/// <summary>A coefficient of a formula.</summary>
/// <param name="Name">Its name with its unit, in files.</param>
/// <param name="Start">What it is before it is fitted: of a data sheet, or a guess.</param>
/// <param name="Spread">How far it may lie from there: one standard deviation of its natural logarithm.</param>
internal sealed record KernelCoefficient(string Name, double Start, double Spread);

/// <summary>What a formula says of a kernel.</summary>
/// <param name="Seconds">Seconds of one call.</param>
/// <param name="Flops">Floating-point operations that are asked for.</param>
/// <param name="Bytes">Bytes that have to be read and written at least once.</param>
internal readonly record struct KernelPhysics(double Seconds, double Flops, double Bytes);
