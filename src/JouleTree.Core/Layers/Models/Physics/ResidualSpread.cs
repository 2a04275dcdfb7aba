using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// How far measurements scatter around predictions of layers of like dimensions and like energy, from residuals of layers that the
/// fit did not see. Immutable.
/// </summary>
/// <remarks>
/// The local variance is a kernel average of squared residuals, drawn to the overall variance as if
/// <see cref="PriorWeight"/> neighbours had it. The interval is the local deviation times the factor that makes 90 % of
/// the residuals themselves fall inside, each judged by its neighbours only.
/// </remarks>
internal sealed class ResidualSpread
{
    /// <summary>Number of neighbours that the overall variance stands for.</summary>
    public const double PriorWeight = 3;

    private const double LengthScale = 1.5;

    // In standard deviations of the logarithm of energy: small layers scatter more than large ones, whatever their dimensions.
    private const double EnergyLengthScale = 0.5;

    private const double Coverage = 0.9;

    private readonly double[] _points;
    private readonly double[] _energies;
    private readonly double[] _residuals;
    private readonly double _energyScale;
    private readonly double _overall;

    /// <summary>The spread of some residuals.</summary>
    /// <param name="points">Coordinates <c>[n, d]</c>, row-major, n at least 1.</param>
    /// <param name="energies">Logarithm of the predicted energy, <c>[n]</c>.</param>
    /// <param name="residuals">Logarithm of measured over predicted energy, <c>[n]</c>.</param>
    /// <param name="intervalFactor">
    /// <see cref="IntervalFactor"/> of these residuals where it is known: to find it takes n² distances. Default: it is found.
    /// </param>
    public ResidualSpread(
        ReadOnlySpan<double> points, ReadOnlySpan<double> energies, ReadOnlySpan<double> residuals, double? intervalFactor = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(residuals.Length, nameof(residuals));
        if (energies.Length != residuals.Length || points.Length % residuals.Length != 0)
            throw new ArgumentException($"{points.Length} coordinates and {energies.Length} energies of {residuals.Length} residuals",
                nameof(energies));
        _points = points.ToArray();
        _energies = energies.ToArray();
        _energyScale = EnergyLengthScale * TensorPrimitives.StdDev(energies);
        _residuals = residuals.ToArray();
        _overall = Vectors.SumOfSquares(residuals) / residuals.Length;
        if (intervalFactor is { } known)
        {
            IntervalFactor = known;
            return;
        }

        double[] scores = new double[_residuals.Length];
        for (int index = 0; index < scores.Length; index++)
            scores[index] = Math.Abs(_residuals[index])
                / Math.Max(Deviation(Point(index), _energies[index], except: index), double.Epsilon);
        Array.Sort(scores);
        // The finite-sample quantile of conformal prediction: one more than n counts.
        int rank = Math.Min(scores.Length, (int)Math.Ceiling(Coverage * (scores.Length + 1)));
        IntervalFactor = scores[rank - 1];
    }

    /// <summary>Coordinates <c>[n, d]</c>.</summary>
    public ReadOnlySpan<double> Points => _points;

    /// <summary>Logarithms of the predicted energies <c>[n]</c>.</summary>
    public ReadOnlySpan<double> Energies => _energies;

    /// <summary>Residuals <c>[n]</c>.</summary>
    public ReadOnlySpan<double> Residuals => _residuals;

    /// <summary>Half width of the 90 % interval in local standard deviations.</summary>
    public double IntervalFactor { get; }

    /// <summary>Local standard deviation of the logarithm.</summary>
    /// <param name="point">Coordinates.</param>
    /// <param name="energy">Logarithm of the predicted energy.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Deviation(ReadOnlySpan<double> point, double energy) => Deviation(point, energy, except: -1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Deviation(ReadOnlySpan<double> point, double energy, int except)
    {
        double weight = PriorWeight;
        double sum = PriorWeight * _overall;
        for (int index = 0; index < _residuals.Length; index++)
        {
            if (index == except)
                continue;
            double distance = Vectors.Distance(point, Point(index)) / LengthScale;
            double larger = _energyScale > 0 ? (energy - _energies[index]) / _energyScale : 0;
            double near = Math.Exp(-0.5 * ((distance * distance) + (larger * larger)));
            weight += near;
            sum += near * _residuals[index] * _residuals[index];
        }

        return Math.Sqrt(sum / weight);
    }

    private ReadOnlySpan<double> Point(int index)
    {
        int dimensions = _points.Length / _residuals.Length;
        return _points.AsSpan(index * dimensions, dimensions);
    }
}
