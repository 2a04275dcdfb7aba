namespace JouleTree.Core.Regression.Lasso;

/// <summary>Chooses a penalty of a lasso path by cross-validation. Immutable.</summary>
/// <remarks>
/// Every fold is fitted with the penalties of the path over all rows. <see cref="OneErrorStep"/> is the rule of Breiman
/// et al. (1984): the sparsest model whose error is within one standard error of the smallest.
/// </remarks>
internal sealed class LassoCrossValidation
{
    private LassoCrossValidation(LassoPath path, double[] errors, double[] standardErrors)
    {
        Path = path;
        MeanSquaredErrors = errors;
        StandardErrors = standardErrors;
        BestStep = Array.IndexOf(errors, errors.Min());
        double limit = errors[BestStep] + standardErrors[BestStep];
        OneErrorStep = Array.FindIndex(errors, error => error <= limit);
    }

    /// <summary>The path over all rows.</summary>
    public LassoPath Path { get; }

    /// <summary>Mean over the folds of the (weighted) mean squared error on rows that the fold did not see, one a penalty.</summary>
    public IReadOnlyList<double> MeanSquaredErrors { get; }

    /// <summary>Standard error of that mean, one a penalty.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>Penalty with the smallest error.</summary>
    public int BestStep { get; }

    /// <summary>Largest penalty whose error is within one standard error of the smallest.</summary>
    public int OneErrorStep { get; }

    /// <summary>Fits the path over all rows and over each fold's complement.</summary>
    /// <param name="matrix">Columns <c>[n, d]</c>, row-major, finite.</param>
    /// <param name="targets">y <c>[n]</c>, finite.</param>
    /// <param name="columns">d, at least 1.</param>
    /// <param name="folds">Row indices of the folds, as <see cref="KFold"/> makes them.</param>
    /// <param name="weights">Weight of each row <c>[n]</c>, or empty for equal weights.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <exception cref="ArgumentException">As for <see cref="LassoPath.Fit"/>; or there are fewer than two folds.</exception>
    public static LassoCrossValidation Fit(
        double[] matrix, double[] targets, int columns, IReadOnlyList<int[]> folds,
        double[]? weights = null, LassoOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds.Count, 2, nameof(folds));
        LassoPath path = LassoPath.Fit(matrix, targets, columns, weights, options);
        LassoOptions same = (options ?? new LassoOptions()) with { Penalties = path.Penalties };
        double[][] errors = new double[folds.Count][];
        for (int fold = 0; fold < folds.Count; fold++)
            errors[fold] = ErrorsOf(matrix, targets, columns, folds[fold], weights, same);
        double[] mean = new double[path.Penalties.Count];
        double[] standardErrors = new double[mean.Length];
        for (int step = 0; step < mean.Length; step++)
        {
            double[] values = [.. errors.Select(fold => fold[step])];
            mean[step] = values.Average();
            double variance = values.Sum(value => (value - mean[step]) * (value - mean[step])) / (values.Length - 1);
            standardErrors[step] = Math.Sqrt(variance / values.Length);
        }

        return new LassoCrossValidation(path, mean, standardErrors);
    }

    private static double[] ErrorsOf(
        double[] matrix, double[] targets, int columns, int[] fold, double[]? weights, LassoOptions options)
    {
        int[] rest = KFold.Complement(targets.Length, fold);
        LassoPath path = LassoPath.Fit(
            Rows(matrix, rest, columns), Rows(targets, rest, 1), columns, weights is null ? [] : Rows(weights, rest, 1), options);
        double[] errors = new double[path.Penalties.Count];
        // Weights have mean 1 over all rows, so that a fold of light rows does not count as much as one of heavy rows.
        double total = weights is null ? fold.Length : fold.Length * weights.Average();
        for (int step = 0; step < errors.Length; step++)
        {
            foreach (int row in fold)
            {
                double error = path.Predict(step, matrix.AsSpan(row * columns, columns)) - targets[row];
                errors[step] += (weights?[row] ?? 1) * error * error / total;
            }
        }

        return errors;
    }

    private static double[] Rows(double[] values, int[] rows, int columns)
    {
        double[] result = new double[rows.Length * columns];
        for (int index = 0; index < rows.Length; index++)
            values.AsSpan(rows[index] * columns, columns).CopyTo(result.AsSpan(index * columns, columns));
        return result;
    }
}
