using JouleTree.Core.Regression;

namespace JouleTree.Core.Prediction.Calibrated.Terms;

/// <summary>Factors on terms of which a sum is made, from a few measurements and what is known of the factors before.</summary>
internal static class TermScales
{
    /// <summary>
    /// Minimises Σ w²·((Σ f·x)/y − 1)² + s·Σ (f/p − 1)² over f ≥ 0: relative least squares, drawn to the factors p known before.
    /// </summary>
    /// <param name="terms">Terms x <c>[n, k]</c>.</param>
    /// <param name="joules">Measured energies y <c>[n]</c>, greater than 0.</param>
    /// <param name="weights">Weights w of the samples <c>[n]</c>; empty where all are 1.</param>
    /// <param name="prior">Factors p <c>[k]</c>; where one is 0, the term is drawn to nothing by its mean share of the energy.</param>
    /// <param name="strength">s, in samples.</param>
    public static double[] Fit(
        ReadOnlySpan<double> terms, ReadOnlySpan<double> joules, ReadOnlySpan<double> weights, ReadOnlySpan<double> prior, double strength)
    {
        int count = prior.Length;
        double[] matrix = new double[(joules.Length + count) * count];
        double[] targets = new double[joules.Length + count];
        double[] units = new double[count];
        for (int term = 0; term < count; term++)
            units[term] = prior[term] > 0 ? prior[term] : MeanShare(terms, joules, term, count) is > 0 and var share ? 1 / share : 0;
        for (int row = 0; row < joules.Length; row++)
        {
            double rowWeight = weights.IsEmpty ? 1 : weights[row];
            for (int term = 0; term < count; term++)
                matrix[(row * count) + term] = rowWeight * terms[(row * count) + term] * units[term] / joules[row];
            targets[row] = rowWeight;
        }

        double pull = Math.Sqrt(strength);
        for (int term = 0; term < count; term++)
        {
            matrix[((joules.Length + term) * count) + term] = pull;
            targets[joules.Length + term] = prior[term] > 0 ? pull : 0;
        }

        double[] factors = NonNegativeLeastSquares.Solve(matrix, targets, count);
        for (int term = 0; term < count; term++)
            factors[term] *= units[term];
        return factors;
    }

    private static double MeanShare(ReadOnlySpan<double> terms, ReadOnlySpan<double> joules, int term, int count)
    {
        double sum = 0;
        for (int row = 0; row < joules.Length; row++)
            sum += terms[(row * count) + term] / joules[row];
        return sum / Math.Max(joules.Length, 1);
    }
}
