using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;

namespace JouleTree.Core.Kernels.Fitting;

/// <summary>
/// The modes of NVML's watts of products: at some numbers of rows they lie far below those of neighbours whose times are the same, as the
/// sensor still averages what ran before. How far is told by the number of rows alone, whatever the widths are.
/// </summary>
internal static class PowerModes
{
    // What lies nearer to the steady level than this is noise.
    private const double Noise = 0.06;

    // Of the rows' medians this quantile is the steady level.
    private const double SteadyQuantile = 0.7;

    // Long kernels fill the sensor's window by themselves and have no modes.
    private const double ShortSeconds = 3e-5;

    // At least this share of the rows counts as short: launches from the host leave gaps of their own.
    private const double ShortShare = 0.4;

    private const double Ridge = 5;
    private const double Tolerance = 0.25;
    private const int Fewest = 12;

    /// <summary>How far watts lie below the steady ones, by the number of rows; those that are steady are left out.</summary>
    /// <param name="rows">Measured products.</param>
    /// <param name="missed">What the formula of watts misses of each, as a natural logarithm.</param>
    /// <param name="knots">Coordinates of the knots.</param>
    /// <param name="points">Coordinates of the rows.</param>
    /// <param name="law">The formula of seconds.</param>
    public static IReadOnlyDictionary<int, double> Of(
        IReadOnlyList<KernelMeasurement> rows, double[] missed, double[] knots, double[] points, KernelLaw law)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(law);
        int dimensions = law.Lengths.Length;
        // Smooth in everything: what is left jumps from one number of rows to the next.
        double[] lengths = [.. law.Lengths.ToArray().Select(length => 2 * length)];
        KnotSurface smooth = KnotRidge.Fit(knots, lengths, points, missed, Ridge, Tolerance);
        double[] times = [.. rows.Select(row => row.Seconds).Order()];
        double shortest = Math.Max(ShortSeconds, times[(int)(ShortShare * (times.Length - 1))]);
        (int Rows, double Left)[] left =
        [
            .. rows.Select((row, index) => (Rows: ((GemmShape)row.Shape).M, row.Seconds,
                    Left: missed[index] - smooth.At(points.AsSpan(index * dimensions, dimensions))))
                .Where(one => one.Seconds <= shortest)
                .GroupBy(one => one.Rows).Where(group => group.Count() >= Fewest)
                .Select(group => (group.Key, Median([.. group.Select(one => one.Left)]))),
        ];
        if (left.Length == 0)
            return new Dictionary<int, double>();
        double[] levels = [.. left.Select(one => one.Left).Order()];
        double steady = levels[(int)(SteadyQuantile * (levels.Length - 1))];
        return left.Where(one => Math.Abs(one.Left - steady) > Noise).ToDictionary(one => one.Rows, one => Rounded(one.Left - steady));
    }

    /// <summary>The mode of a shape; 0 where it is steady.</summary>
    /// <param name="modes">Known modes.</param>
    /// <param name="shape">A shape.</param>
    public static double Find(IReadOnlyDictionary<int, double> modes, KernelShape shape)
    {
        ArgumentNullException.ThrowIfNull(modes);
        return shape is GemmShape gemm && modes.TryGetValue(gemm.M, out double mode) ? mode : 0;
    }

    /// <summary>Modes of knots: as the rows near them have, which the knots' own numbers of rows do not tell.</summary>
    /// <param name="modes">Known modes.</param>
    /// <param name="knots">Knots.</param>
    public static double[] OfKnots(IReadOnlyDictionary<int, double> modes, IReadOnlyList<KernelShape> knots)
    {
        ArgumentNullException.ThrowIfNull(modes);
        ArgumentNullException.ThrowIfNull(knots);
        double[] known = [.. modes.OrderBy(one => one.Key).Select(one => one.Value)];
        // Every second knot is steady, the others go through the modes in turn.
        return [.. knots.Select((_, index) => known.Length == 0 || index % 2 == 0 ? 0 : known[index / 2 % known.Length])];
    }

    private static double Rounded(double value) => Math.Round(value, 3);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
