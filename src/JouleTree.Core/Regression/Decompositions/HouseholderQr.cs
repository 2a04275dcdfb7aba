using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Regression.Decompositions;

/// <summary>Least squares by Householder reflections, for tall matrices with few columns of full rank.</summary>
/// <remarks>Golub and Van Loan, Matrix Computations, 4th edition, section 5.2. Works on columns, so that the condition of
/// the matrix is not squared as in the normal equations.</remarks>
internal static class HouseholderQr
{
    // A column whose remainder after the earlier ones is this small relative to its norm carries no direction of its own.
    private const double DependentColumn = 1e-12;

    /// <summary>Minimises ‖A·x − y‖ over x.</summary>
    /// <param name="columns">The columns of A, <c>[d][n]</c>; overwritten.</param>
    /// <param name="targets">y <c>[n]</c>; overwritten.</param>
    /// <param name="solution">x <c>[d]</c>; 0 for a column that depends on earlier ones.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solve(double[][] columns, double[] targets, Span<double> solution)
    {
        int rows = targets.Length;
        int rank = 0;
        Span<int> pivots = columns.Length <= 64 ? stackalloc int[columns.Length] : new int[columns.Length];
        for (int column = 0; column < columns.Length && rank < rows; column++)
        {
            Span<double> whole = columns[column];
            double norm = Norm(whole[rank..]);
            if (norm <= DependentColumn * Norm(whole))
                continue;
            Reflect(whole[rank..], norm, columns.AsSpan(column + 1), targets, rank);
            pivots[rank++] = column;
        }

        solution.Clear();
        for (int row = rank - 1; row >= 0; row--)
        {
            double value = targets[row];
            for (int later = row + 1; later < rank; later++)
                value -= columns[pivots[later]][row] * solution[pivots[later]];
            solution[pivots[row]] = value / columns[pivots[row]][row];
        }
    }

    // Applies the reflection that maps the pivot column onto its first axis to all that stands right of it.
    private static void Reflect(Span<double> pivot, double norm, Span<double[]> others, double[] targets, int from)
    {
        double diagonal = pivot[0] > 0 ? -norm : norm;
        pivot[0] -= diagonal;
        double scale = -1 / (diagonal * pivot[0]);
        foreach (double[] other in others)
            ReflectOne(pivot, scale, other.AsSpan(from));
        ReflectOne(pivot, scale, targets.AsSpan(from));
        pivot[0] = diagonal;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReflectOne(ReadOnlySpan<double> vector, double scale, Span<double> values)
    {
        double factor = 0;
        for (int row = 0; row < vector.Length; row++)
            factor += vector[row] * values[row];
        factor *= scale;
        for (int row = 0; row < vector.Length; row++)
            values[row] -= factor * vector[row];
    }

    private static double Norm(ReadOnlySpan<double> values) => Vectors.Norm(values);
}
