using System.Numerics.Tensors;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Regression.Lasso;

/// <summary>
/// The lasso for a descending row of penalties α: min (1 / 2Σw)·Σ wᵢ·(yᵢ − b₀ − xᵢ·b)² + α·Σ |bⱼ|·sⱼ, where sⱼ is the
/// standard deviation of column j, so that the penalty treats all columns alike. Immutable.
/// </summary>
/// <remarks>
/// Cyclic coordinate descent on the covariances, each penalty started at the solution of the one before, over the
/// coefficients in use until they stand still, then over all (Friedman, Hastie and Tibshirani, Regularization Paths for
/// Generalized Linear Models via Coordinate Descent, 2010). The first penalty is the smallest that leaves no
/// coefficient. A constant column keeps the coefficient 0.
/// </remarks>
internal sealed class LassoPath
{
    private LassoPath(double[] penalties, double[][] coefficients, double[] intercepts)
    {
        Penalties = penalties;
        Coefficients = coefficients;
        Intercepts = intercepts;
    }

    /// <summary>The penalties, descending, in the unit of y.</summary>
    public IReadOnlyList<double> Penalties { get; }

    /// <summary>Coefficients <c>[d]</c> of the unscaled columns, one list a penalty.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Coefficients { get; }

    /// <summary>Intercept b₀ of each penalty, which is not penalised.</summary>
    public IReadOnlyList<double> Intercepts { get; }

    /// <summary>Fits the path.</summary>
    /// <param name="matrix">Columns <c>[n, d]</c>, row-major, finite.</param>
    /// <param name="targets">y <c>[n]</c>, finite, at least one.</param>
    /// <param name="columns">d, at least 1.</param>
    /// <param name="weights">Weight of each row <c>[n]</c>, not negative, or empty for equal weights.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, or a number is out of range.</exception>
    public static LassoPath Fit(
        ReadOnlySpan<double> matrix, ReadOnlySpan<double> targets, int columns,
        ReadOnlySpan<double> weights = default, LassoOptions? options = null)
    {
        LassoOptions settings = options ?? new LassoOptions();
        Check(matrix, targets, columns, weights, settings);
        LassoProblem problem = LassoProblem.Of(matrix, targets, columns, weights);
        double[] penalties = settings.Penalties is { } given ? [.. given] : Grid(problem.LargestPenalty, settings);
        LassoDescent descent = new(problem, settings);
        double[][] coefficients = new double[penalties.Length][];
        double[] intercepts = new double[penalties.Length];
        for (int step = 0; step < penalties.Length; step++)
            coefficients[step] = problem.Unscale(descent.Solve(penalties[step]), out intercepts[step]);
        return new LassoPath(penalties, coefficients, intercepts);
    }

    /// <summary>The value at a point for one penalty.</summary>
    /// <param name="step">Index of the penalty.</param>
    /// <param name="row">Unscaled row <c>[d]</c>.</param>
    public double Predict(int step, ReadOnlySpan<double> row) =>
        Intercepts[step] + Vectors.Dot((double[])Coefficients[step], row);

    private static double[] Grid(double largest, LassoOptions options)
    {
        // Targets that no column explains (all equal, say) leave only the intercept, at any penalty.
        double first = largest > 0 ? largest : 1;
        return [.. Enumerable.Range(0, options.Steps)
            .Select(step => first * Math.Pow(options.LastShare, step / (options.Steps - 1.0)))];
    }

    private static void Check(
        ReadOnlySpan<double> matrix, ReadOnlySpan<double> targets, int columns, ReadOnlySpan<double> weights, LassoOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Steps, 2);
        if (targets.IsEmpty)
            throw new ArgumentException("no row to fit on", nameof(targets));
        if (matrix.Length != (long)targets.Length * columns)
            throw new ArgumentException($"matrix has {matrix.Length} values, expected {targets.Length} rows of {columns}", nameof(matrix));
        if (!weights.IsEmpty && weights.Length != targets.Length)
            throw new ArgumentException($"{weights.Length} weights for {targets.Length} rows", nameof(weights));
        if (!TensorPrimitives.IsFiniteAll(matrix) || !TensorPrimitives.IsFiniteAll(targets))
            throw new ArgumentException("every value must be a finite number", nameof(matrix));
        if (!weights.IsEmpty && !(TensorPrimitives.Min(weights) >= 0 && TensorPrimitives.Sum(weights) > 0))
            throw new ArgumentException("weights must not be negative, nor all 0", nameof(weights));
        if (!(options.LastShare > 0 && options.LastShare < 1))
            throw new ArgumentException($"the last share is {options.LastShare}, expected a number between 0 and 1", nameof(options));
        if (options.Penalties is { } given && (given.Count == 0 || given.Any(penalty => !(penalty >= 0))))
            throw new ArgumentException("penalties must be numbers of at least 0, and at least one", nameof(options));
    }
}

/// <summary>Settings of a lasso path.</summary>
internal sealed record LassoOptions
{
    /// <summary>Number of penalties on the path, at least 2. Default 60.</summary>
    public int Steps { get; init; } = 60;

    /// <summary>Last penalty as a share of the first, between 0 and 1. Default 0.0001.</summary>
    public double LastShare { get; init; } = 1e-4;

    /// <summary>
    /// A penalty's descent ends when no coefficient, times its column's deviation, moves by more than this share of the
    /// deviation of y. Default 1e-7.
    /// </summary>
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>Rounds over the coefficients after which a penalty's descent ends all the same. Default 2,000.</summary>
    public int MaxRounds { get; init; } = 2000;

    /// <summary>The penalties themselves, descending, or null to derive them from the data.</summary>
    public IReadOnlyList<double>? Penalties { get; init; }
}
