using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Regression.Decompositions;

/// <summary>The factor L of a symmetric positive definite matrix A = L·Lᵀ, in place, for matrices of up to some thousand rows.</summary>
internal static class Cholesky
{
    /// <summary>Replaces the lower triangle of a matrix by its Cholesky factor.</summary>
    /// <param name="matrix">Row-major <c>[n, n]</c>; only the lower triangle is read and written.</param>
    /// <param name="size">n.</param>
    /// <returns>False where the matrix is not positive definite to working precision; its content is undefined then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryFactor(Span<double> matrix, int size)
    {
        for (int row = 0; row < size; row++)
        {
            Span<double> rowValues = matrix.Slice(row * size, size);
            for (int column = 0; column < row; column++)
            {
                ReadOnlySpan<double> other = matrix.Slice(column * size, column);
                rowValues[column] = (rowValues[column] - Vectors.Dot(rowValues[..column], other)) / matrix[(column * size) + column];
            }

            double pivot = rowValues[row] - Vectors.SumOfSquares(rowValues[..row]);
            if (!(pivot > 0))
                return false;
            rowValues[row] = Math.Sqrt(pivot);
        }

        return true;
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
