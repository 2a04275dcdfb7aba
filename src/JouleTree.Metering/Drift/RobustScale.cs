using JouleTree.Metering.Protocol;

namespace JouleTree.Metering.Drift;

/// <summary>The variance of few values, drawn towards an assumption, on which no single value has more than a bounded influence.</summary>
/// <remarks>
/// The solution s² of s²·(ν + n − 1) = ν·s₀² + Σ min(dᵢ², k²s²)/β, d the distances from the median: Huber's Proposal 2 for a scale (Huber
/// and Ronchetti, Robust Statistics,
/// 2nd edition, 2009, chapter 6) with a prior that counts as ν values. k = 1.5 bounds what a value adds; β = E min(Z², k²) = 0.7785 makes
/// it right for a normal
/// distribution. A wild value adds at most k²/β = 2.9 times the variance, so that the result stays bounded while fewer than (ν + n −
/// 1)/2.9 values are wild, about a third of many. It
/// never falls where a distance grows, and it has no jumps, which a quantile of distances has where values come in two heaps.
/// </remarks>
internal static class RobustScale
{
    private const double Bound = 1.5;
    private const double Consistency = 0.7784652;
    private const double Smallest = 1e-18;

    /// <summary>The variance.</summary>
    /// <param name="values">Finite values in any order.</param>
    /// <param name="assumed">Variance assumed before any value, s₀².</param>
    /// <param name="weight">What that counts as, ν, in values; positive.</param>
    public static double Variance(IEnumerable<double> values, double assumed, double weight)
    {
        double[] all = [.. values];
        if (all.Length < 2)
            return assumed;
        double median = MedianEstimate.Of(all).Median;
        double degrees = weight + all.Length - 1;
        // Unique: what is left of the equation over s² falls as s² grows.
        double low = Smallest;
        double high = Math.Max(assumed, Smallest) + all.Sum(value => (value - median) * (value - median));
        high *= 2 / Consistency;
        for (int step = 0; step < 200 && high > low * (1 + 1e-12); step++)
        {
            double middle = Math.Sqrt(low * high);
            double needed = (weight * assumed / middle)
                + all.Sum(value => Math.Min((value - median) * (value - median) / middle, Bound * Bound) / Consistency);
            (low, high) = needed > degrees ? (middle, high) : (low, middle);
        }

        return high;
    }
}
