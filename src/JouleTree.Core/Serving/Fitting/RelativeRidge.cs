using System.Numerics.Tensors;
using JouleTree.Core.Numerics;
using JouleTree.Core.Regression;
using JouleTree.Core.Regression.Decompositions;

namespace JouleTree.Core.Serving.Fitting;

/// <summary>
/// Prices of at least 0 that make relative residuals small, large ones counting by their size and not its square, with a pull towards
/// prior prices.
/// </summary>
/// <remarks>
/// Each deployment counts twice: with what is known of its load, and, by a share, as a stranger would ask for it, since positions
/// and repeated prompts come from a simulation and nobody asks with them. Huber's loss by weights that are found anew in each round
/// (Huber, Robust Estimation of a Location Parameter, 1964). Each round is a least-squares problem of as many rows as there are terms: the
/// Cholesky factor of its normal equations, which the pull keeps regular.
/// </remarks>
internal sealed class RelativeRidge
{
    // Relative residuals beyond count by their size: measured repetitions differ by up to 15 %.
    private const double LargeResidual = 0.12;
    private const int Rounds = 8;

    // More would price loads that are steady too low: errors with what is known grow as fast as those without it fall.
    private const double AskedShare = 0.25;

    private readonly int _rows;
    private readonly int _columns;
    private readonly double[][] _matrix;
    private readonly double[] _scales;
    private readonly double[] _shares;
    private readonly double[] _sides;

    /// <summary>A problem in relative terms.</summary>
    /// <param name="matrix">Columns: what each term is of each row, by the row's target.</param>
    /// <param name="sides">What the terms of each row are to sum to, by its target.</param>
    /// <param name="shares">How much each row counts.</param>
    public RelativeRidge(double[][] matrix, double[] sides, double[] shares)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(sides);
        ArgumentNullException.ThrowIfNull(shares);
        (_rows, _columns, _sides, _shares) = (sides.Length, matrix.Length, sides, shares);
        _scales = new double[_columns];
        _matrix = new double[_columns][];
        for (int column = 0; column < _columns; column++)
        {
            double scale = Math.Sqrt(Vectors.SumOfSquares(matrix[column]) / Math.Max(1, _rows));
            _scales[column] = scale > 0 ? scale : 1;
            _matrix[column] = new double[_rows];
            TensorPrimitives.Divide(matrix[column], _scales[column], _matrix[column]);
        }
    }

    /// <summary>The problem of some rows.</summary>
    /// <param name="rows">Measured deployments.</param>
    /// <param name="columns">Places of the terms among a row's quantities.</param>
    /// <param name="target">What the terms are to sum to.</param>
    /// <param name="weights">How much each row counts.</param>
    public static RelativeRidge Of(
        IReadOnlyList<ServingRow> rows, int[] columns, Func<ServingRow, double> target, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(weights);
        double[][] matrix = new double[columns.Length][];
        for (int column = 0; column < columns.Length; column++)
        {
            double[] values = matrix[column] = new double[2 * rows.Count];
            for (int row = 0; row < rows.Count; row++)
            {
                values[row] = rows[row].Quantities[columns[column]] / target(rows[row]);
                values[rows.Count + row] = rows[row].Asked[columns[column]] / target(rows[row]);
            }
        }

        double[] sides = new double[2 * rows.Count];
        Array.Fill(sides, 1);
        return new RelativeRidge(matrix, sides,
            [.. weights.Select(weight => (1 - AskedShare) * weight), .. weights.Select(weight => AskedShare * weight)]);
    }

    /// <summary>The prices.</summary>
    /// <param name="prior">Prices to which they are drawn; null for 0.</param>
    /// <param name="pull">Weight of the pull for fifty rows, above 0.</param>
    public double[] Solve(double[]? prior, double pull)
    {
        double penalty = pull * _rows / 100;
        double[] centre = new double[_columns];
        if (prior is not null)
            TensorPrimitives.Multiply(prior, _scales, centre);
        double[] weights = new double[_rows];
        Reweigh(sums: null, weights);
        double[] prices = centre;
        for (int round = 0; round < Rounds; round++)
        {
            prices = SolveWeighted(weights, centre, penalty);
            Reweigh(Sums(prices), weights);
        }

        TensorPrimitives.Divide(prices, _scales, prices);
        return prices;
    }

    private double[] SolveWeighted(double[] weights, double[] centre, double penalty)
    {
        double[] normal = new double[_columns * _columns];
        double[] side = new double[_columns];
        double[] weighted = new double[_rows];
        for (int column = 0; column < _columns; column++)
        {
            TensorPrimitives.Multiply(_matrix[column], weights, weighted);
            for (int other = 0; other <= column; other++)
                normal[(column * _columns) + other] = Vectors.Dot(weighted, _matrix[other]);
            normal[(column * _columns) + column] += penalty;
            side[column] = Vectors.Dot(weighted, _sides) + (penalty * centre[column]);
        }

        if (!Cholesky.TryFactor(normal, _columns))
            throw new InvalidOperationException("normal equations with a ridge are not positive definite");
        // ‖Lᵀ·x − L⁻¹·b‖² has the same minimum as the whole problem.
        double[] upper = new double[_columns * _columns];
        for (int row = 0; row < _columns; row++)
        {
            for (int column = row; column < _columns; column++)
                upper[(row * _columns) + column] = normal[(column * _columns) + row];
            double before = Vectors.Dot(normal.AsSpan(row * _columns, row), side.AsSpan(0, row));
            side[row] = (side[row] - before) / normal[(row * _columns) + row];
        }

        return NonNegativeLeastSquares.Solve(upper, side, _columns);
    }

    private double[] Sums(double[] prices)
    {
        double[] sums = new double[_rows];
        for (int column = 0; column < _columns; column++)
            Vectors.AddMultiple(_matrix[column], prices[column], sums);
        return sums;
    }

    private void Reweigh(double[]? sums, double[] weights)
    {
        for (int row = 0; row < _rows; row++)
        {
            weights[row] = _shares[row]
                * (sums is null ? 1 : Math.Min(1, LargeResidual / Math.Max(Math.Abs(_sides[row] - sums[row]), 1e-9)));
        }
    }
}
