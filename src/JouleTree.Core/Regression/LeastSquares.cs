using JouleTree.Core.Regression.Decompositions;

namespace JouleTree.Core.Regression;

/// <summary>
/// Ordinary least squares of minimum norm, taken in row by row: min ‖X·β − y‖, and of all minima the β of least length.
/// </summary>
/// <remarks>
/// Rows are folded into an upper-triangular factor by Householder reflections, block by block, so memory does not grow
/// with the data and nothing is squared (no normal equations). The factor's singular values below a relative threshold
/// are cut: constant and collinear columns get the shared, smallest coefficients (Golub and Van Loan, Matrix
/// Computations, 5.3 and 5.5). Not thread-safe.
/// </remarks>
internal sealed class LeastSquares
{
    /// <summary>Singular values below this times the largest count as zero.</summary>
    public const double DefaultRankTolerance = 1e-10;

    private readonly TriangularFactor _factor;
    private readonly double[] _row;

    /// <summary>A problem without rows.</summary>
    /// <param name="dimension">Number d of coefficients, at least 1.</param>
    public LeastSquares(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        Dimension = dimension;
        _factor = new TriangularFactor(dimension + 1);
        _row = new double[dimension + 1];
    }

    /// <summary>Number d of coefficients.</summary>
    public int Dimension { get; }

    /// <summary>Takes in a row.</summary>
    /// <param name="row">Row of X, <c>[d]</c>, finite.</param>
    /// <param name="target">Its entry of y, finite.</param>
    /// <param name="weight">Weight of its squared error: for a row that stands n times in the data, n. Not negative.</param>
    /// <exception cref="ArgumentException">A length or number is out of range.</exception>
    public void Add(ReadOnlySpan<double> row, double target, double weight = 1)
    {
        if (row.Length != Dimension)
            throw new ArgumentException($"length {row.Length}, expected {Dimension}", nameof(row));
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        double root = Math.Sqrt(weight);
        for (int index = 0; index < row.Length; index++)
            _row[index] = row[index] * root;
        _row[^1] = target * root;
        _factor.Add(_row);
    }

    /// <summary>The solution of minimum norm.</summary>
    /// <param name="rankTolerance">Relative threshold for singular values, at least 0.</param>
    /// <returns>Coefficients <c>[d]</c> and the rank that was found; zeros and rank 0 without rows.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is negative or NaN.</exception>
    public LeastSquaresSolution Solve(double rankTolerance = DefaultRankTolerance)
    {
        if (!(rankTolerance >= 0))
            throw new ArgumentOutOfRangeException(nameof(rankTolerance), rankTolerance, "expected a number of at least 0");
        int n = Dimension;
        double[,] factor = _factor.ToMatrix();
        double[,] x = new double[n, n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < n; j++)
                x[i, j] = factor[i, j];
            y[i] = factor[i, n];
        }

        JacobiSvd svd = JacobiSvd.Of(x);
        double[] coefficients = new double[n];
        int rank = 0;
        double threshold = rankTolerance * svd.SingularValues.Max();
        for (int k = 0; k < n; k++)
        {
            double value = svd.SingularValues[k];
            if (value <= threshold)
                continue;
            rank++;
            double projection = 0;
            for (int i = 0; i < n; i++)
                projection += svd.Left[i, k] * y[i];
            for (int j = 0; j < n; j++)
                coefficients[j] += svd.Right[j, k] * projection / value;
        }

        return new LeastSquaresSolution(coefficients, rank);
    }
}

/// <summary>Solution of a least-squares problem.</summary>
/// <param name="Coefficients">Coefficients <c>[d]</c>, of minimum norm where several solutions are equally good.</param>
/// <param name="Rank">Numerical rank of the data, 0 to d.</param>
internal sealed record LeastSquaresSolution(IReadOnlyList<double> Coefficients, int Rank);
