namespace JouleTree.Core.Kernels.Models;

/// <summary>
/// What kernels of one kind and types cost on one card: the formula of its seconds times the exponential of a surface, and the same of its
/// watts. Immutable and safe to share between threads.
/// </summary>
internal sealed class KernelModel
{
    // The surfaces correct formulas, they do not replace them.
    private const double MostCorrection = 2;

    // Half widths grow by so much for every octave off the range.
    private const double WideningPerOctave = 0.5;

    // Ticks beyond these are finer than the models.
    private const double MostTicks = 32;

    // A mode is a factor of 1.5 to 3.
    private const double ModeLength = 0.4;

    // A watt below the steady one by so much in logarithms is a swing.
    internal const double Swing = 0.15;

    private readonly Lazy<(KnotSurface Time, KnotSurface Power)> _surfaces;

    /// <summary>Joins the parts. The surfaces are spanned when the first kernel is asked for: a profile has many models.</summary>
    /// <param name="parts">Everything that was fitted.</param>
    public KernelModel(KernelParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Parts = parts;
        _surfaces = new Lazy<(KnotSurface Time, KnotSurface Power)>(() => Surfaces(parts));
    }

    /// <summary>Everything that was fitted.</summary>
    public KernelParts Parts { get; }

    /// <summary>What the formula of seconds misses, as a natural logarithm.</summary>
    public KnotSurface Time => _surfaces.Value.Time;

    /// <summary>What the formula of watts misses, as a natural logarithm.</summary>
    public KnotSurface Power => _surfaces.Value.Power;

    private static (KnotSurface Time, KnotSurface Power) Surfaces(KernelParts parts)
    {
        int dimensions = parts.Law.Lengths.Length;
        double[] knots = new double[parts.Knots.Count * dimensions];
        for (int index = 0; index < parts.Knots.Count; index++)
            parts.Law.Of(parts.Knots[index], parts.Coefficients, knots.AsSpan(index * dimensions, dimensions));
        return (new KnotSurface(new KnotKernel(knots, parts.Law.Lengths), parts.TimeLevel, parts.TimeWeights),
            new KnotSurface(new KnotKernel(PowerCoordinates(knots, parts.KnotModes, dimensions), PowerLengths(parts.Law)),
                parts.PowerLevel, parts.PowerWeights));
    }

    /// <summary>What a kernel costs.</summary>
    /// <param name="shape">A shape of the kind.</param>
    public KernelEstimate Estimate(KernelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        KernelParts parts = Parts;
        int dimensions = parts.Law.Lengths.Length;
        Span<double> point = stackalloc double[dimensions + 1];
        KernelPhysics physics = parts.Law.Of(shape, parts.Coefficients, point[..dimensions]);
        double distance = parts.Range.Distance(shape);
        // Off the range the formulas go on, and what they miss stays what it is at the edge: left to fade, times were missed by more in
        // 21 of 22 tries to predict beyond a range, joules in 20.
        if (distance > 0)
            parts.Law.Of(parts.Range.Nearest(shape), parts.Coefficients, point[..dimensions]);
        double seconds = physics.Seconds * Correction(Time, point[..dimensions]);
        double formula = PowerLaw.Watts(parts.Law, physics, seconds, parts.PowerCoefficients);
        double mode = shape is GemmShape gemm && parts.Modes.TryGetValue(gemm.M, out double known) ? known : 0;
        double steady = Watts(point, 0, formula);
        double widening = 1 + (WideningPerOctave * distance);
        return new KernelEstimate
        {
            Seconds = seconds,
            Watts = steady,
            MeteredSeconds = parts.TickSeconds is { } tick && seconds < MostTicks * tick
                ? Math.Max(1, Math.Round(seconds / tick)) * tick : seconds,
            MeteredWatts = mode == 0 ? steady : Watts(point, mode, formula),
            TimeFactor = Math.Exp(parts.TimeHalfWidth * widening),
            EnergyFactor = Math.Exp(parts.EnergyHalfWidth * widening),
            Level = parts.Level,
            Swings = mode < -Swing,
            Notes = distance > 0 ? [.. parts.Range.Words(shape).Select(words => $"extrapolating: {words}")] : [],
        };
    }

    /// <summary>What the formula of seconds misses of a shape, as the surface has it.</summary>
    /// <param name="shape">A shape of the kind.</param>
    public double TimeHeight(KernelShape shape) => Time.At(Point(shape).AsSpan(0, Parts.Law.Lengths.Length));

    /// <summary>The same of watts, where they are steady.</summary>
    /// <param name="shape">A shape of the kind.</param>
    public double PowerHeight(KernelShape shape) => Power.At(Point(shape));

    private double[] Point(KernelShape shape)
    {
        double[] point = new double[Parts.Law.Lengths.Length + 1];
        Parts.Law.Of(shape, Parts.Coefficients, point.AsSpan(0, point.Length - 1));
        return point;
    }

    private double Watts(Span<double> point, double mode, double formula)
    {
        point[^1] = mode;
        // A card draws no more than it may.
        return Math.Min(formula * Correction(Power, point), Parts.Law.Gpu.PowerLimitWatts);
    }

    private static double Correction(KnotSurface surface, ReadOnlySpan<double> point) =>
        Math.Exp(Math.Clamp(surface.At(point), -MostCorrection, MostCorrection));

    /// <summary>Coordinates of the surface of watts: those of seconds, and the mode.</summary>
    /// <param name="coordinates">Of seconds <c>[n, d]</c>.</param>
    /// <param name="modes">Of each point.</param>
    /// <param name="dimensions">d.</param>
    public static double[] PowerCoordinates(ReadOnlySpan<double> coordinates, ReadOnlySpan<double> modes, int dimensions)
    {
        double[] points = new double[modes.Length * (dimensions + 1)];
        for (int index = 0; index < modes.Length; index++)
        {
            coordinates.Slice(index * dimensions, dimensions).CopyTo(points.AsSpan(index * (dimensions + 1)));
            points[(index * (dimensions + 1)) + dimensions] = modes[index];
        }

        return points;
    }

    /// <summary>Their length scales, and that of modes.</summary>
    /// <param name="law">The formula.</param>
    public static double[] PowerLengths(KernelLaw law)
    {
        ArgumentNullException.ThrowIfNull(law);
        return [.. law.PowerLengths, ModeLength];
    }
}
