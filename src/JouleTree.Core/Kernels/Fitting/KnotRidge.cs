using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Numerics;
using JouleTree.Core.Regression.Decompositions;

namespace JouleTree.Core.Kernels.Fitting;

/// <summary>
/// A surface by ridge regression: the least squares of many rows on kernels around few knots, with the norm of the kernels' space as the
/// ridge, and Huber's weights from the residuals of a first fit.
/// </summary>
/// <remarks>Poggio and Girosi, Networks for Approximation and Learning, Proceedings of the IEEE 78 (1990).</remarks>
internal static class KnotRidge
{
    private const int Block = 256;

    // So many sums are gathered side by side and added in their order: the digits do not depend on the number of processors.
    private const int Parts = 4;

    // The first fit, which only tells weights, needs no more rows.
    private const int FirstRows = 5000;

    /// <summary>Fits a surface.</summary>
    /// <param name="knots">Coordinates of the knots <c>[n, d]</c>.</param>
    /// <param name="lengths">Length scales <c>[d]</c>.</param>
    /// <param name="coordinates">Coordinates of the rows <c>[rows, d]</c>.</param>
    /// <param name="targets">Heights of the rows.</param>
    /// <param name="ridge">λ, above 0.</param>
    /// <param name="tolerance">Residuals beyond count linearly.</param>
    public static KnotSurface Fit(
        double[] knots, ReadOnlySpan<double> lengths, double[] coordinates, double[] targets, double ridge, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(targets);
        KnotKernel kernel = new(knots, lengths);
        double level = Median(targets);
        double[] heights = [.. targets.Select(target => target - level)];
        int stride = Math.Max(1, targets.Length / FirstRows);
        double[] weights = [.. heights.Select((_, index) => index % stride == 0 ? 1.0 : 0)];
        double[] first = Solve(kernel, knots, coordinates, heights, weights, ridge / stride);
        KnotSurface rough = new(kernel, 0, first);
        int dimensions = kernel.Dimensions;
        Parallel.For(0, heights.Length, Side, row => weights[row] = Math.Min(1, tolerance / Math.Max(1e-12,
            Math.Abs(heights[row] - rough.At(coordinates.AsSpan(row * dimensions, dimensions))))));
        return new KnotSurface(kernel, level, Solve(kernel, knots, coordinates, heights, weights, ridge));
    }

    private static ParallelOptions Side => new() { MaxDegreeOfParallelism = Math.Min(Parts, Environment.ProcessorCount) };

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    private static double[] Solve(
        KnotKernel kernel, double[] knots, double[] coordinates, double[] heights, double[] weights, double ridge)
    {
        int count = kernel.Count;
        int[] used = [.. Enumerable.Range(0, heights.Length).Where(row => weights[row] > 0)];
        double[][] grams = new double[Parts][];
        double[][] moments = new double[Parts][];
        Parallel.For(0, Parts, Side, part =>
        {
            grams[part] = new double[count * count];
            moments[part] = new double[count];
            for (int start = part * Block; start < used.Length; start += Parts * Block)
            {
                int[] rows = used[start..Math.Min(used.Length, start + Block)];
                Add(kernel, coordinates, heights, weights, rows, grams[part], moments[part]);
            }
        });
        for (int part = 1; part < Parts; part++)
        {
            Vectors.AddMultiple(grams[part], 1, grams[0]);
            Vectors.AddMultiple(moments[part], 1, moments[0]);
        }

        return Solve(kernel, knots, grams[0], moments[0], ridge);
    }

    // (Kᵀ·W·K + λ·Kₖₖ)·a = Kᵀ·W·y; a little is added to the diagonal until rounding leaves it definite.
    private static double[] Solve(KnotKernel kernel, double[] knots, double[] gram, double[] moments, double ridge)
    {
        int count = kernel.Count;
        double[] own = new double[count];
        for (int row = 0; row < count; row++)
        {
            kernel.Fill(knots.AsSpan(row * kernel.Dimensions, kernel.Dimensions), own);
            Vectors.AddMultiple(own.AsSpan(0, row + 1), ridge, gram.AsSpan(row * count, row + 1));
        }

        for (double jitter = 1e-7; ; jitter *= 100)
        {
            double[] factor = [.. gram];
            for (int row = 0; row < count; row++)
                factor[(row * count) + row] += Math.Max(ridge, 1e-3) * jitter;
            if (!Cholesky.TryFactor(factor, count))
                continue;
            double[] weights = [.. moments];
            Cholesky.Solve(factor, weights);
            return weights;
        }
    }

    // The products of at most a block of rows, whose kernels lie side by side.
    private static void Add(KnotKernel kernel, double[] coordinates, double[] heights, double[] weights, int[] rows,
        double[] gram, double[] moments)
    {
        int count = kernel.Count;
        double[] row = new double[count];
        double[] block = new double[count * Block];
        for (int index = 0; index < rows.Length; index++)
        {
            kernel.Fill(coordinates.AsSpan(rows[index] * kernel.Dimensions, kernel.Dimensions), row);
            double root = Math.Sqrt(weights[rows[index]]);
            for (int knot = 0; knot < count; knot++)
                block[(knot * Block) + index] = row[knot] * root;
            Vectors.AddMultiple(row, heights[rows[index]] * weights[rows[index]], moments);
        }

        Span<double> products = stackalloc double[4];
        for (int one = 0; one < count; one++)
        {
            ReadOnlySpan<double> left = block.AsSpan(one * Block, rows.Length);
            Span<double> sums = gram.AsSpan(one * count, count);
            int other = 0;
            for (; other + 4 <= one + 1; other += 4)
            {
                Vectors.DotFour(block.AsSpan(other * Block), Block, left, products);
                for (int index = 0; index < 4; index++)
                    sums[other + index] += products[index];
            }

            for (; other <= one; other++)
                sums[other] += Vectors.Dot(block.AsSpan(other * Block, rows.Length), left);
        }
    }
}
