using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;
using JouleTree.Core.Regression.Decompositions;

namespace JouleTree.Core.Regression;

/// <summary>Least squares with coefficients that may not be negative.</summary>
/// <remarks>
/// The active-set method of Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23, on columns scaled to
/// norm 1. It ends after finitely many steps at the minimum, which is unique where the columns are independent; of
/// columns that depend on each other, the one that enters first keeps the weight.
/// </remarks>
internal static class NonNegativeLeastSquares
{
    // Relative to the norm of the targets: what counts as a descent direction. Rounding of a gradient is near 1e-15·n.
    private const double GradientTolerance = 1e-12;

    /// <summary>Minimises ‖A·x − y‖² subject to x ≥ 0.</summary>
    /// <param name="matrix">A <c>[n, d]</c>, row-major, finite.</param>
    /// <param name="targets">y <c>[n]</c>, finite.</param>
    /// <param name="columns">d, at least 1.</param>
    /// <returns>x <c>[d]</c>, each at least 0; 0 for a column of zeros.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or a value is not finite.</exception>
    public static double[] Solve(ReadOnlySpan<double> matrix, ReadOnlySpan<double> targets, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (matrix.Length != (long)targets.Length * columns)
            throw new ArgumentException($"matrix has {matrix.Length} values, expected {targets.Length} rows of {columns}", nameof(matrix));
        ThrowIfNotFinite(matrix, nameof(matrix));
        ThrowIfNotFinite(targets, nameof(targets));
        double[][] scaled = ScaledColumns(matrix, targets.Length, columns, out double[] scales);
        double[] solution = SolveScaled(scaled, targets.ToArray());
        for (int column = 0; column < columns; column++)
            solution[column] = scales[column] > 0 ? solution[column] / scales[column] : 0;
        return solution;
    }

    /// <summary>Minimises Σ ((A·x − y) / y)² subject to x ≥ 0: the fit that percentage errors ask for.</summary>
    /// <param name="matrix">A <c>[n, d]</c>, row-major, finite.</param>
    /// <param name="targets">y <c>[n]</c>, each greater than 0.</param>
    /// <param name="columns">d, at least 1.</param>
    /// <returns>x <c>[d]</c>, each at least 0.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, a value is not finite, or a target is not positive.</exception>
    public static double[] SolveRelative(ReadOnlySpan<double> matrix, ReadOnlySpan<double> targets, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (matrix.Length != (long)targets.Length * columns)
            throw new ArgumentException($"matrix has {matrix.Length} values, expected {targets.Length} rows of {columns}", nameof(matrix));
        double[] relative = matrix.ToArray();
        double[] ones = new double[targets.Length];
        for (int row = 0; row < targets.Length; row++)
        {
            if (!(targets[row] > 0))
                throw new ArgumentException($"target {row} is {targets[row]}, expected a number greater than 0", nameof(targets));
            Span<double> values = relative.AsSpan(row * columns, columns);
            TensorPrimitives.Divide(values, targets[row], values);
            ones[row] = 1;
        }

        return Solve(relative, ones, columns);
    }

    private static double[] SolveScaled(double[][] columns, double[] targets)
    {
        int count = columns.Length;
        double[] solution = new double[count];
        double[] candidate = new double[count];
        double[] residual = (double[])targets.Clone();
        bool[] passive = new bool[count];
        bool[] refused = new bool[count];
        double tolerance = GradientTolerance * Vectors.Norm(targets);
        // Each round either lowers the objective or refuses a column; the bound only guards against endless rounding.
        for (int round = 0; round < 30 * count; round++)
        {
            int entering = SteepestColumn(columns, residual, passive, refused, tolerance);
            if (entering < 0)
                return solution;
            passive[entering] = true;
            SolvePassive(columns, targets, passive, candidate);
            if (!(candidate[entering] > 0))
            {
                // The gradient said «enter» by rounding alone: the column depends on those that are in.
                passive[entering] = false;
                refused[entering] = true;
                continue;
            }

            while (StepTowards(candidate, solution, passive))
                SolvePassive(columns, targets, passive, candidate);
            candidate.CopyTo(solution, 0);
            Array.Clear(refused);
            Residual(columns, targets, solution, residual);
        }

        return solution;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SteepestColumn(double[][] columns, double[] residual, bool[] passive, bool[] refused, double tolerance)
    {
        int best = -1;
        double steepest = tolerance;
        for (int column = 0; column < columns.Length; column++)
        {
            if (passive[column] || refused[column])
                continue;
            double gradient = Vectors.Dot(columns[column], residual);
            if (gradient > steepest)
            {
                steepest = gradient;
                best = column;
            }
        }

        return best;
    }

    // Goes from the solution towards the candidate as far as no coefficient turns negative; those that reach 0 leave
    // the passive set. False where the candidate itself is feasible.
    private static bool StepTowards(double[] candidate, double[] solution, bool[] passive)
    {
        double step = double.PositiveInfinity;
        for (int column = 0; column < passive.Length; column++)
        {
            if (passive[column] && candidate[column] <= 0)
                step = Math.Min(step, solution[column] / (solution[column] - candidate[column]));
        }

        if (double.IsPositiveInfinity(step))
            return false;
        step = double.IsNaN(step) ? 0 : step;
        for (int column = 0; column < passive.Length; column++)
        {
            if (!passive[column])
                continue;
            bool leaves = candidate[column] <= 0
                && (step == 0 || solution[column] / (solution[column] - candidate[column]) <= step);
            solution[column] += step * (candidate[column] - solution[column]);
            if (leaves || solution[column] <= 0)
            {
                solution[column] = 0;
                passive[column] = false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SolvePassive(double[][] columns, double[] targets, bool[] passive, double[] candidate)
    {
        int[] chosen = [.. Enumerable.Range(0, columns.Length).Where(column => passive[column])];
        double[] values = new double[chosen.Length];
        HouseholderQr.Solve([.. chosen.Select(column => (double[])columns[column].Clone())], (double[])targets.Clone(), values);
        Array.Clear(candidate);
        for (int index = 0; index < chosen.Length; index++)
            candidate[chosen[index]] = values[index];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Residual(double[][] columns, double[] targets, double[] solution, double[] residual)
    {
        targets.CopyTo(residual, 0);
        for (int column = 0; column < columns.Length; column++)
        {
            if (solution[column] != 0)
                Vectors.AddMultiple(columns[column], -solution[column], residual);
        }
    }

    private static double[][] ScaledColumns(ReadOnlySpan<double> matrix, int rows, int columns, out double[] scales)
    {
        double[][] scaled = new double[columns][];
        scales = new double[columns];
        for (int column = 0; column < columns; column++)
        {
            double[] values = new double[rows];
            for (int row = 0; row < rows; row++)
                values[row] = matrix[(row * columns) + column];
            scales[column] = Vectors.Norm(values);
            if (scales[column] > 0)
                TensorPrimitives.Divide(values, scales[column], values);
            scaled[column] = values;
        }

        return scaled;
    }

    private static void ThrowIfNotFinite(ReadOnlySpan<double> values, string name)
    {
        if (values.Length > 0 && !TensorPrimitives.IsFiniteAll(values))
            throw new ArgumentException("every value must be a finite number", name);
    }
}
