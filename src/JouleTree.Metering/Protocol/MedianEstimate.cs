namespace JouleTree.Metering.Protocol;

/// <summary>A median with a confidence interval, from repeated rounds.</summary>
/// <remarks>
/// The interval is that of order statistics: for n independent rounds, [x₍k₎, x₍n+1−k₎] covers the median with
/// probability 1 − 2·P(B ≤ k − 1), B binomial(n, ½), whatever the distribution (Le Boudec, Performance Evaluation of
/// Computer and Communication Systems, 2010, chapter 2). The narrowest such interval that reaches the level asked
/// for is taken; too few rounds for it (fewer than 5 for 0.9) give all of them and the level that they reach.
/// </remarks>
/// <param name="Median">Median, in the unit of the values.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Level">Probability with which the interval covers the median, as a fraction; 0 for a single round.</param>
/// <param name="Variation">Coefficient of variation: standard deviation over mean; null for a single round or a mean of 0.</param>
/// <param name="Rounds">Number of rounds.</param>
internal sealed record MedianEstimate(double Median, double Low, double High, double Level, double? Variation, int Rounds)
{
    /// <summary>Half the interval over the median; infinite for a single round.</summary>
    public double RelativeHalfWidth => Rounds > 1 && Median != 0 ? 0.5 * (High - Low) / Math.Abs(Median) : double.PositiveInfinity;

    /// <summary>The estimate of some values.</summary>
    /// <param name="values">Finite values, at least one, in any order.</param>
    /// <param name="level">Level asked for, in (0, 1).</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static MedianEstimate Of(IEnumerable<double> values, double level = 0.9)
    {
        double[] sorted = [.. values];
        if (sorted.Length == 0)
            throw new ArgumentException("at least one value is needed", nameof(values));
        Array.Sort(sorted);
        int n = sorted.Length;
        double median = n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[(n / 2) - 1] + sorted[n / 2]);
        (int k, double reached) = Rank(n, level);
        return new MedianEstimate(median, sorted[k - 1], sorted[n - k], reached, VariationOf(sorted), n);
    }

    /// <summary>This estimate in another unit.</summary>
    /// <param name="factor">What each value is multiplied by, at least 0.</param>
    public MedianEstimate Scaled(double factor) => this with { Median = Median * factor, Low = Low * factor, High = High * factor };

    // Largest k whose interval still reaches the level; 1 where none does.
    private static (int K, double Reached) Rank(int n, double level)
    {
        double probability = Math.Pow(0.5, n);
        double below = 0;
        (int K, double Reached) best = (1, n == 1 ? 0 : 1 - (2 * probability));
        for (int k = 1; 2 * k <= n; k++)
        {
            below += probability;
            if (1 - (2 * below) < level)
                break;
            best = (k, 1 - (2 * below));
            probability *= (double)(n - k + 1) / k;
        }

        return best;
    }

    private static double? VariationOf(double[] values)
    {
        double mean = values.Average();
        return values.Length > 1 && mean != 0
            ? Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)) / Math.Abs(mean)
            : null;
    }
}
