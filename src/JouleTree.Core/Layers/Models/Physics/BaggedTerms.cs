using System.Numerics.Tensors;
using JouleTree.Core.Regression;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// Coefficients of physical terms: non-negative least squares of the relative error, averaged over bootstrap samples of the
/// rows, with a small ridge.
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

    // Keeps columns that depend on each other factorable; relative to the sum of squares of a column.
    private const double Rounding = 1e-10;

    /// <summary>Fits the coefficients, each at least 0, for several ridges on the same bootstrap samples.</summary>
    /// <param name="terms">Terms <c>[n, columns]</c>, row-major, at least 0.</param>
    /// <param name="joules">Measured energies <c>[n]</c>, above 0.</param>
    /// <param name="columns">Number of terms.</param>
    /// <param name="ridges">Ridges, each relative to a term's sum of squares.</param>
    /// <returns>Coefficients <c>[columns]</c> of each ridge.</returns>
    public static double[][] Fit(ReadOnlySpan<double> terms, ReadOnlySpan<double> joules, int columns, ReadOnlySpan<double> ridges)
    {
        double[] relative = Scaled(terms, joules, columns, out double[] scales);
        Random random = new(Seed);
        double[][] mean = new double[ridges.Length][];
        for (int index = 0; index < mean.Length; index++)
            mean[index] = new double[columns];
        double[] gram = new double[columns * columns];
        double[] products = new double[columns];
        int[] drawn = new int[joules.Length];
        for (int sample = 0; sample < Samples; sample++)
        {
            Array.Clear(drawn);
            for (int draw = 0; draw < drawn.Length; draw++)
                drawn[random.Next(drawn.Length)]++;
            Accumulate(relative, drawn, gram, products);
            for (int index = 0; index < mean.Length; index++)
                TensorPrimitives.MultiplyAdd(Solve(gram, products, ridges[index]), 1.0 / Samples, mean[index], mean[index]);
        }

        foreach (double[] coefficients in mean)
            TensorPrimitives.Divide(coefficients, scales, coefficients);
        return mean;
    }

    // Terms over energy, each column of norm 1 (or all 0), so that the sum of a row is to be 1.
    private static double[] Scaled(ReadOnlySpan<double> terms, ReadOnlySpan<double> joules, int columns, out double[] scales)
    {
        double[] relative = terms.ToArray();
        scales = new double[columns];
        for (int row = 0; row < joules.Length; row++)
        {
            Span<double> values = relative.AsSpan(row * columns, columns);
            TensorPrimitives.Divide(values, joules[row], values);
            TensorPrimitives.MultiplyAdd(values, values, scales, scales);
        }

        TensorPrimitives.Sqrt(scales, scales);
        for (int column = 0; column < columns; column++)
            scales[column] = scales[column] > 0 ? scales[column] : 1;
        for (int row = 0; row < joules.Length; row++)
        {
            Span<double> values = relative.AsSpan(row * columns, columns);
            TensorPrimitives.Divide(values, scales, values);
        }

        return relative;
    }

    // The normal equations of a sample: some twenty columns are fitted many times faster than hundreds of rows.
    private static void Accumulate(double[] relative, int[] drawn, double[] gram, double[] products)
    {
        int columns = products.Length;
        Array.Clear(gram);
        Array.Clear(products);
        for (int row = 0; row < drawn.Length; row++)
        {
            if (drawn[row] == 0)
                continue;
            ReadOnlySpan<double> values = relative.AsSpan(row * columns, columns);
            TensorPrimitives.MultiplyAdd(values, drawn[row], products, products);
            for (int column = 0; column < columns; column++)
            {
                if (values[column] == 0)
                    continue;
                Span<double> line = gram.AsSpan(column * columns, columns);
                TensorPrimitives.MultiplyAdd(values, drawn[row] * values[column], line, line);
            }
        }
    }

    private static double[] Solve(double[] gram, double[] products, double ridge)
    {
        int columns = products.Length;
        double[] factor = [.. gram];
        for (int column = 0; column < columns; column++)
        {
            double square = factor[(column * columns) + column];
            // A term that no drawn row has gets the coefficient 0.
            factor[(column * columns) + column] = square > 0 ? square * (1 + ridge + Rounding) : 1;
        }

        if (!Cholesky.TryFactor(factor, columns))
            throw new InvalidOperationException("the terms of a layer type are not finite");
        // With G = L·Lᵀ the fit is that of the few rows Lᵀ to the targets L⁻¹·Aᵀ·1.
        double[] rows = new double[columns * columns];
        double[] targets = new double[columns];
        for (int row = 0; row < columns; row++)
        {
            targets[row] = (products[row] - TensorPrimitives.Dot<double>(factor.AsSpan(row * columns, row), targets.AsSpan(0, row))) / factor[(row * columns) + row];
            for (int column = row; column < columns; column++)
                rows[(row * columns) + column] = factor[(column * columns) + row];
        }

        return NonNegativeLeastSquares.Solve(rows, targets, columns);
    }
}
