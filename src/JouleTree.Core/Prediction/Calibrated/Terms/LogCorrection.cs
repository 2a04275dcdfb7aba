using JouleTree.Core.Regression;

namespace JouleTree.Core.Prediction.Calibrated.Terms;

/// <summary>
/// A factor close to 1 that a kernel ridge regression learned from the logarithms of the ratios of measured and physical
/// energies. Far from all points the factor is 1: the physical value stands.
/// </summary>
/// <param name="Kernel">Regression of the log ratios, length scale 1.</param>
/// <param name="Spread">Standard deviation of the log ratios: what the physical value alone leaves open.</param>
/// <param name="Noise">Standard deviation of what the correction leaves open on the points it knows.</param>
internal sealed record LogCorrection(KernelRidge Kernel, double Spread, double Noise)
{
    /// <summary>Fits a correction.</summary>
    /// <param name="points">Points <c>[n, d]</c>; equal ones share their mean.</param>
    /// <param name="logRatios">ln(measured / physical) <c>[n]</c>.</param>
    /// <param name="dimensions">d.</param>
    /// <param name="ridge">Ridge of the regression.</param>
    public static LogCorrection Fit(ReadOnlySpan<double> points, ReadOnlySpan<double> logRatios, int dimensions, double ridge)
    {
        (double[] distinct, double[] means) = MeansOfEqualPoints(points, logRatios, dimensions);
        KernelRidge kernel = KernelRidge.Fit(distinct, means, dimensions, 1, ridge, out double degreesOfFreedom);
        double spread = 0;
        double noise = 0;
        for (int index = 0; index < logRatios.Length; index++)
        {
            double left = logRatios[index] - kernel.Predict(points.Slice(index * dimensions, dimensions));
            spread += logRatios[index] * logRatios[index];
            noise += left * left;
        }

        // What the fit bends to is no evidence of small noise: it takes as many degrees of freedom away.
        double free = Math.Max(logRatios.Length - degreesOfFreedom, 1);
        return new LogCorrection(kernel, Math.Sqrt(spread / Math.Max(logRatios.Length, 1)), Math.Sqrt(noise / free));
    }

    /// <summary>No correction: the factor is 1 everywhere.</summary>
    /// <param name="logRatios">ln(measured / physical), for the spread.</param>
    /// <param name="dimensions">Number of coordinates of a point.</param>
    public static LogCorrection None(ReadOnlySpan<double> logRatios, int dimensions)
    {
        double squares = 0;
        foreach (double ratio in logRatios)
            squares += ratio * ratio;
        return new LogCorrection(KernelRidge.Fit([], [], dimensions, 1, 1), Math.Sqrt(squares / Math.Max(logRatios.Length, 1)), 0);
    }

    /// <summary>The log of the factor at a point.</summary>
    /// <param name="point">Coordinates <c>[d]</c>.</param>
    /// <param name="difficulty">
    /// How uncertain the value is, as a relative standard deviation: the noise where a known point lies at hand, the
    /// noise and the spread where none does.
    /// </param>
    public double At(ReadOnlySpan<double> point, out double difficulty)
    {
        double value = Kernel.Predict(point, out double nearest);
        difficulty = Math.Sqrt((Noise * Noise) + (Spread * Spread * (1 - (nearest * nearest))));
        return value;
    }

    private static (double[] Points, double[] Means) MeansOfEqualPoints(
        ReadOnlySpan<double> points, ReadOnlySpan<double> values, int dimensions)
    {
        Dictionary<double[], int> places = new(PointComparer.Instance);
        List<double> distinct = [];
        List<(double Sum, int Count)> sums = [];
        for (int row = 0; row < values.Length; row++)
        {
            double[] point = points.Slice(row * dimensions, dimensions).ToArray();
            if (places.TryAdd(point, sums.Count))
            {
                distinct.AddRange(point);
                sums.Add((values[row], 1));
            }
            else
            {
                int place = places[point];
                sums[place] = (sums[place].Sum + values[row], sums[place].Count + 1);
            }
        }

        return ([.. distinct], [.. sums.Select(sum => sum.Sum / sum.Count)]);
    }
}

/// <summary>Points are equal where all their coordinates are.</summary>
internal sealed class PointComparer : IEqualityComparer<double[]>
{
    /// <summary>The one comparer.</summary>
    public static PointComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(double[]? x, double[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(double[] obj)
    {
        HashCode hash = default;
        foreach (double value in obj)
            hash.Add(value);
        return hash.ToHashCode();
    }
}
