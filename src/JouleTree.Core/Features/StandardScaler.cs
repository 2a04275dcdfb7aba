using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;
using JouleTree.Core.Statistics;

namespace JouleTree.Core.Features;

/// <summary>
/// Shifts and scales each component to mean 0 and variance 1 over the data that it was fitted on; a component that is
/// constant there is only shifted. Immutable.
/// </summary>
/// <remarks>
/// Equal to scikit-learn's scaler of that name: population variance, and scale 1 where the variance is zero up to what
/// rounding makes of a constant (Chan, Golub and LeVeque 1983).
/// </remarks>
internal sealed class StandardScaler
{
    // Distance from 1 to the next larger double; double.Epsilon is the smallest number above 0 instead.
    private const double MachineEpsilon = 2.220446049250313e-16;

    private readonly double[] _mean;
    private readonly double[] _scale;

    /// <summary>A scaler from what was stored of it.</summary>
    /// <param name="mean">Mean of each component, <c>[d]</c>.</param>
    /// <param name="scale">Scale of each component, <c>[d]</c>, above 0.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a scale is not a positive number.</exception>
    public StandardScaler(IReadOnlyList<double> mean, IReadOnlyList<double> scale)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(scale);
        if (mean.Count != scale.Count)
            throw new ArgumentException($"{scale.Count} scales for {mean.Count} means", nameof(scale));
        if (scale.Any(value => !(value > 0) || !double.IsFinite(value)))
            throw new ArgumentException("a scale is not a positive finite number", nameof(scale));
        _mean = [.. mean];
        _scale = [.. scale];
    }

    /// <summary>Mean of each component, <c>[d]</c>.</summary>
    public IReadOnlyList<double> Mean => _mean;

    /// <summary>Scale of each component, <c>[d]</c>.</summary>
    public IReadOnlyList<double> Scale => _scale;

    /// <summary>The scaler that changes nothing.</summary>
    /// <param name="dimension">Number of components.</param>
    public static StandardScaler Identity(int dimension) =>
        new(new double[dimension], [.. Enumerable.Repeat(1.0, dimension)]);

    /// <summary>The scaler of some data.</summary>
    /// <param name="moments">Moments of at least one vector.</param>
    /// <exception cref="ArgumentException">There is no vector.</exception>
    public static StandardScaler Fit(Moments moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        if (moments.Count == 0)
            throw new ArgumentException("no vector to fit on", nameof(moments));
        double[] scale = moments.Variance();
        for (int index = 0; index < scale.Length; index++)
            scale[index] = IsConstant(scale[index], moments.Mean[index], moments.Count) ? 1 : Math.Sqrt(scale[index]);
        return new StandardScaler(moments.Mean.ToArray(), scale);
    }

    /// <summary>Scales a vector.</summary>
    /// <param name="row">Vector <c>[d]</c>.</param>
    /// <param name="scaled">Takes the result, <c>[d]</c>; may be <paramref name="row"/> itself.</param>
    /// <exception cref="ArgumentException">A length is not d.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Transform(ReadOnlySpan<double> row, Span<double> scaled)
    {
        if (row.Length != _mean.Length)
            throw new ArgumentException($"length {row.Length}, expected {_mean.Length}", nameof(row));
        Vectors.Standardize(row, _mean, _scale, scaled);
    }

    private static bool IsConstant(double variance, double mean, double count)
    {
        double rounding = count * mean * MachineEpsilon;
        return variance <= (count * MachineEpsilon * variance) + (rounding * rounding);
    }
}
