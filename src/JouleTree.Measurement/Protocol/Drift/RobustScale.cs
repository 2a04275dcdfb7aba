namespace JouleTree.Measurement.Protocol.Drift;

/// <summary>A spread that a minority of wild values cannot enlarge without bound.</summary>
/// <remarks>
/// Qₙ = d · c(n) · {|xᵢ − xⱼ|; i &lt; j}₍ₖ₎ with k = h(h − 1)/2, h = ⌊n/2⌋ + 1: the k-th smallest distance of two values. d = 2.2219 makes it
/// the standard deviation of a normal distribution, c(n) corrects few values. Up to half of the values may be arbitrary before it breaks down, and on normal values it
/// uses 82 % of them (Rousseeuw and Croux, Alternatives to the Median Absolute Deviation, Journal of the American Statistical
/// Association 88, 1993; c(n) from Croux and Rousseeuw, Time-Efficient Algorithms for Two Highly Robust Estimators of Scale, 1992).
/// </remarks>
internal static class RobustScale
{
    /// <summary>Share of normal values that Qₙ makes use of: its variance is that of the standard deviation of so many.</summary>
    public const double Efficiency = 0.82;

    private const double Consistency = 2.2219;
    private static readonly double[] FewValues = [0.399, 0.994, 0.512, 0.844, 0.611, 0.857, 0.669, 0.872];

    /// <summary>Qₙ; 0 for fewer than two values.</summary>
    /// <param name="values">Finite values in any order.</param>
    public static double Of(ReadOnlySpan<double> values)
    {
        int n = values.Length;
        if (n < 2)
            return 0;
        double[] distances = new double[n * (n - 1) / 2];
        int count = 0;
        for (int first = 0; first < n; first++)
        {
            for (int second = first + 1; second < n; second++)
                distances[count++] = Math.Abs(values[first] - values[second]);
        }

        Array.Sort(distances);
        int half = (n / 2) + 1;
        return Consistency * Correction(n) * distances[(half * (half - 1) / 2) - 1];
    }

    private static double Correction(int n) => n switch
    {
        < 10 => FewValues[n - 2],
        _ when n % 2 == 1 => n / (n + 1.4),
        _ => n / (n + 3.8),
    };
}
