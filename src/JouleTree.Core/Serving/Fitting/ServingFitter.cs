namespace JouleTree.Core.Serving.Fitting;

/// <summary>Prices of one GPU, in the order of <see cref="ServingTerms.All"/>.</summary>
/// <param name="Joules">Joules by unit.</param>
/// <param name="Seconds">Seconds of a GPU by unit.</param>
internal sealed record ServingPrices(double[] Joules, double[] Seconds);

/// <summary>
/// Fits prices of terms to measured deployments of several GPUs at once: those of one GPU are drawn towards what all of them say, since
/// each has measured few families.
/// </summary>
/// <remarks>
/// Joules are fitted in two ways whose prices are averaged: to the energies alone, and to energies and times, as what the terms take plus
/// watts of the seconds that they last. The second holds a term to what its time can have cost.
/// </remarks>
internal static class ServingFitter
{
    // Weights of the penalties against the relative residuals, for fifty rows.
    private const double RidgeOfAll = 0.02;
    private const double PullOfEnergy = 10;
    private const double PullOfTime = 3;

    // Of the two ways to joules neither is known to be the better one.
    private const double ShareOfTime = 0.5;

    /// <summary>Prices by GPU.</summary>
    /// <param name="rows">Measured deployments.</param>
    /// <param name="formulas">Which terms.</param>
    public static IReadOnlyDictionary<string, ServingPrices> Fit(IReadOnlyList<ServingRow> rows, ServingFormulas formulas)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(formulas);
        int seconds = ServingTerms.All.Count;
        Dictionary<string, double[]> direct = Fit(rows, formulas.Columns, row => row.Joules, PullOfEnergy, areEven: true);
        Dictionary<string, double[]> timed = Fit(
            rows, [.. formulas.Columns.Select(columns => (int[])[.. columns, seconds])], row => row.Joules, PullOfEnergy, areEven: true);
        // A family that is large is no likelier to have had a slow host, so all rows tell times alike.
        Dictionary<string, double[]> times = Fit(rows, formulas.TimeColumns, row => row.GpuSeconds, PullOfTime, areEven: false);
        return direct.ToDictionary(
            one => one.Key,
            one => new ServingPrices(
                [
                    .. Enumerable.Range(0, seconds).Select(term => ((1 - ShareOfTime) * one.Value[term])
                        + (ShareOfTime * (timed[one.Key][term] + (timed[one.Key][seconds] * times[one.Key][term])))),
                ],
                times[one.Key][..seconds]));
    }

    private static Dictionary<string, double[]> Fit(IReadOnlyList<ServingRow> rows, IReadOnlyList<int[]> formulas,
        Func<ServingRow, double> target, double pull, bool areEven)
    {
        ServingRow[][] byGpu = [.. rows.GroupBy(row => row.Gpu).Select(group => group.ToArray())];
        Dictionary<string, double[]> prices = byGpu.ToDictionary(own => own[0].Gpu, _ => new double[ServingTerms.All.Count + 1]);
        double[] weights = Weights(rows);
        double[][] ownWeights = [.. byGpu.Select(Weights)];
        foreach (int[] columns in formulas)
        {
            double[] common = RelativeRidge.Of(rows, columns, target, weights).Solve(prior: null, RidgeOfAll);
            for (int gpu = 0; gpu < byGpu.Length; gpu++)
            {
                double[] fitted = RelativeRidge.Of(byGpu[gpu], columns, target, ownWeights[gpu]).Solve(common, pull);
                double[] sums = prices[byGpu[gpu][0].Gpu];
                for (int index = 0; index < columns.Length; index++)
                    sums[columns[index]] += fitted[index] / formulas.Count;
            }
        }

        return prices;

        double[] Weights(IReadOnlyList<ServingRow> some) =>
            areEven ? FamilyWeights.Of(some) : [.. Enumerable.Repeat(1.0, some.Count)];
    }
}
