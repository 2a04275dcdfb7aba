using System.Numerics.Tensors;
using JouleTree.Core.Regression;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// Coefficients of physical terms: non-negative least squares of the relative error, averaged over bootstrap samples of the
/// rows, with a very small ridge.
/// </summary>
/// <remarks>
/// Some combinations of terms hardly differ on single layers and differ much on the layers of a network, which fill a corner
/// of the configurations. One fit takes one of them, and another sample of rows another one. The average (Breiman, Bagging
/// predictors, 1996) stays between them; because predictions are linear in the coefficients, it is one set of coefficients.
/// </remarks>
internal static class BaggedTerms
{
    private const int Samples = 30;

    // The bootstrap is part of the method, not a choice of the user: the same rows give the same coefficients.
    private const int Seed = 17;

    // Relative to the sum of squares of a column. Errors of single layers do not see it (docs/layers.md).
    private const double Ridge = 0.0015;

    /// <summary>Fits the coefficients, each at least 0.</summary>
    /// <param name="terms">Terms <c>[n, columns]</c>, row-major, at least 0.</param>
    /// <param name="joules">Measured energies <c>[n]</c>, above 0.</param>
    /// <param name="columns">Number of terms.</param>
    public static double[] Fit(ReadOnlySpan<double> terms, ReadOnlySpan<double> joules, int columns)
    {
        double[] relative = terms.ToArray();
        for (int row = 0; row < joules.Length; row++)
        {
            Span<double> values = relative.AsSpan(row * columns, columns);
            TensorPrimitives.Divide(values, joules[row], values);
        }

        Random random = new(Seed);
        double[] mean = new double[columns];
        double[] matrix = new double[(joules.Length + columns) * columns];
        double[] targets = new double[joules.Length + columns];
        targets.AsSpan(0, joules.Length).Fill(1);
        double[] squares = new double[columns];
        for (int sample = 0; sample < Samples; sample++)
        {
            Array.Clear(squares);
            for (int row = 0; row < joules.Length; row++)
            {
                ReadOnlySpan<double> drawn = relative.AsSpan(random.Next(joules.Length) * columns, columns);
                drawn.CopyTo(matrix.AsSpan(row * columns));
                TensorPrimitives.MultiplyAdd(drawn, drawn, squares, squares);
            }

            // The last rows ask each coefficient to be 0, ever so softly.
            for (int column = 0; column < columns; column++)
                matrix[((joules.Length + column) * columns) + column] = Math.Sqrt(Ridge * squares[column]);
            TensorPrimitives.MultiplyAdd(NonNegativeLeastSquares.Solve(matrix, targets, columns), 1.0 / Samples, mean, mean);
        }

        return mean;
    }
}
