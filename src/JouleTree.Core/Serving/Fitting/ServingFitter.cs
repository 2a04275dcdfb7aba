namespace JouleTree.Core.Serving.Fitting;

/// <summary>
/// Fits prices of terms to measured deployments of several GPUs at once: those of one GPU are drawn towards what all of them say, since
/// each has measured few families.
/// </summary>
internal static class ServingFitter
{
    // Weights of the penalties against the relative residuals, for fifty rows.
    private const double RidgeOfAll = 0.02;
    private const double PullOfEnergy = 10;
    private const double PullOfTime = 3;

    /// <summary>Prices of joules by GPU, in the order of <see cref="ServingTerms.All"/>.</summary>
    /// <param name="rows">Measured deployments.</param>
    /// <param name="formulas">Which terms.</param>
    public static IReadOnlyDictionary<string, double[]> Joules(IReadOnlyList<ServingRow> rows, ServingFormulas formulas) =>
        Fit(rows, formulas.Columns, row => row.Joules, PullOfEnergy, ServingTerms.All.Count);

    /// <summary>Prices of joules where the time is known; the last is of a GPU's second.</summary>
    /// <inheritdoc cref="Joules" path="/param"/>
    public static IReadOnlyDictionary<string, double[]> TimedJoules(IReadOnlyList<ServingRow> rows, ServingFormulas formulas) => Fit(
        rows, [.. formulas.Columns.Select(columns => (int[])[.. columns, ServingTerms.All.Count])], row => row.Joules, PullOfEnergy,
        ServingTerms.All.Count + 1);

    /// <summary>Prices of seconds of a GPU.</summary>
    /// <inheritdoc cref="Joules" path="/param"/>
    public static IReadOnlyDictionary<string, double[]> Seconds(IReadOnlyList<ServingRow> rows, ServingFormulas formulas) =>
        Fit(rows, formulas.Columns, row => row.GpuSeconds, PullOfTime, ServingTerms.All.Count);

    private static Dictionary<string, double[]> Fit(IReadOnlyList<ServingRow> rows, IReadOnlyList<int[]> formulas,
        Func<ServingRow, double> target, double pull, int terms)
    {
        ServingRow[][] byGpu = [.. rows.GroupBy(row => row.Gpu).Select(group => group.ToArray())];
        Dictionary<string, double[]> prices = byGpu.ToDictionary(own => own[0].Gpu, _ => new double[terms]);
        foreach (int[] columns in formulas)
        {
            double[] common = new RelativeRidge(rows, columns, target).Solve(prior: null, RidgeOfAll);
            foreach (ServingRow[] own in byGpu)
            {
                double[] fitted = new RelativeRidge(own, columns, target).Solve(common, pull);
                double[] sums = prices[own[0].Gpu];
                for (int index = 0; index < columns.Length; index++)
                    sums[columns[index]] += fitted[index] / formulas.Count;
            }
        }

        return prices;
    }
}
