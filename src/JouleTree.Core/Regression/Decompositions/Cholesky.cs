using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Regression.Decompositions;

/// <summary>The factor L of a symmetric positive definite matrix A = L·Lᵀ, in place, for matrices of up to some thousand rows.</summary>
internal static class Cholesky
{
    // Columns that stay in the second cache while all rows below go by.
    private const int Block = 32;

    // Rows that share the reading of a column.
    private const int Together = 4;

    /// <summary>Replaces the lower triangle of a matrix by its Cholesky factor.</summary>
    /// <param name="matrix">Row-major <c>[n, n]</c>; only the lower triangle is read and written.</param>
    /// <param name="size">n.</param>
    /// <returns>False where the matrix is not positive definite to working precision; its content is undefined then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryFactor(Span<double> matrix, int size)
    {
        Span<double> products = stackalloc double[Together];
        for (int start = 0; start < size; start += Block)
        {
            int end = Math.Min(start + Block, size);
            for (int row = start; row < end; row++)
            {
                ReduceRow(matrix, size, row, start, row);
                Span<double> values = matrix.Slice(row * size, size);
                double pivot = values[row] - Vectors.SumOfSquares(values[..row]);
                if (!(pivot > 0))
                    return false;
                values[row] = Math.Sqrt(pivot);
            }

            int below = end;
            for (; below + Together <= size; below += Together)
                ReduceRows(matrix, size, below, start, end, products);
            for (; below < size; below++)
                ReduceRow(matrix, size, below, start, end);
        }

        return true;
    }

    // Columns from start to end of one row, whose columns before are done.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReduceRow(Span<double> matrix, int size, int row, int start, int end)
    {
        Span<double> values = matrix.Slice(row * size, size);
        for (int column = start; column < end; column++)
        {
            ReadOnlySpan<double> other = matrix.Slice(column * size, column);
            values[column] = (values[column] - Vectors.Dot(values[..column], other)) / matrix[(column * size) + column];
        }
    }

    // The same of four rows, with the same digits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReduceRows(Span<double> matrix, int size, int first, int start, int end, Span<double> products)
    {
        for (int column = start; column < end; column++)
        {
            Vectors.DotFour(matrix[(first * size)..], size, matrix.Slice(column * size, column), products);
            double diagonal = matrix[(column * size) + column];
            for (int row = 0; row < products.Length; row++)
            {
                ref double value = ref matrix[((first + row) * size) + column];
                value = (value - products[row]) / diagonal;
            }
        }
    }

    /// <summary>Solves L·Lᵀ·x = y in place.</summary>
    /// <param name="factor">Row-major <c>[n, n]</c> with L in its lower triangle.</param>
    /// <param name="values">y <c>[n]</c>, replaced by x.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solve(ReadOnlySpan<double> factor, Span<double> values)
    {
        int size = values.Length;
        for (int row = 0; row < size; row++)
            values[row] = (values[row] - Vectors.Dot(factor.Slice(row * size, row), values[..row])) / factor[(row * size) + row];
        for (int row = size - 1; row >= 0; row--)
        {
            double value = values[row] / factor[(row * size) + row];
            values[row] = value;
            for (int above = 0; above < row; above++)
                values[above] -= factor[(row * size) + above] * value;
        }
    }

    /// <summary>The trace of (L·Lᵀ)⁻¹: the sum of the squares of L⁻¹.</summary>
    /// <param name="factor">Row-major <c>[n, n]</c> with L in its lower triangle.</param>
    /// <param name="size">n.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double TraceOfInverse(ReadOnlySpan<double> factor, int size)
    {
        double[] column = new double[size];
        double trace = 0;
        for (int start = 0; start < size; start++)
        {
            // Column start of L⁻¹, by forward substitution.
            column[start] = 1 / factor[(start * size) + start];
            for (int row = start + 1; row < size; row++)
                column[row] = -Vectors.Dot(factor.Slice((row * size) + start, row - start), column.AsSpan(start, row - start))
                    / factor[(row * size) + row];
            trace += Vectors.SumOfSquares(column.AsSpan(start, size - start));
        }

        return trace;
    }
}
