using JouleTree.Core.Statistics;

namespace JouleTree.Core.Prediction.Intervals;

/// <summary>
/// How wide intervals must be, learned from predictions of data that were left out: a quantile of |ln(E/Ê)| divided by
/// the difficulty that the predictor itself stated.
/// </summary>
/// <remarks>
/// Cross-conformal prediction (Vovk, Cross-conformal predictors, 2015) with normalised scores, group by group (Vovk,
/// Lindsay, Nouretdinov and Gammerman, Mondrian confidence machine, 2003). Each left-out model has the same
/// weight, however many nodes it has. The models are few and not drawn from anything, so there is no finite-sample
/// guarantee over new models; docs/how-we-predict.md reports the coverage that was measured.
/// </remarks>
internal static class ConformalScale
{
    /// <summary>The factor on the difficulty that covers a share of the left-out nodes.</summary>
    /// <param name="scoresByModel">Scores of a group's nodes of each left-out model; a model without scores is passed over.</param>
    /// <param name="level">Share to cover, between 0 and 1.</param>
    /// <param name="wider">
    /// Scores of a wider group by model; all of them together count as one more model, so that a group that few models have
    /// leans on its relatives. Null for none.
    /// </param>
    /// <returns>The weighted quantile; 0 where there is no score at all.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public static double Of(
        IReadOnlyList<IReadOnlyList<double>> scoresByModel, double level, IReadOnlyList<IReadOnlyList<double>>? wider = null)
    {
        ArgumentNullException.ThrowIfNull(scoresByModel);
        CheckLevel(level);
        int widerModels = wider?.Count(scores => scores.Count > 0) ?? 0;
        (double Score, double Weight)[] all =
        [
            .. Weighted(scoresByModel, 1).Concat(Weighted(wider ?? [], widerModels)).OrderBy(pair => pair.Score),
        ];
        double target = level * all.Sum(pair => pair.Weight);
        double sum = 0;
        foreach ((double score, double weight) in all)
        {
            sum += weight;
            // Sums of weights such as 1/7 miss the target by rounding alone.
            if (sum >= target - 1e-9)
                return score;
        }

        return all.Length > 0 ? all[^1].Score : 0;
    }

    /// <summary>
    /// What a quantile must be widened by because it was learned from few models: Student's quantile with one degree of
    /// freedom less than there are models, over the normal one.
    /// </summary>
    /// <param name="models">Number of models that were left out in turn, at least 2.</param>
    /// <param name="level">Nominal level, between 0 and 1.</param>
    /// <returns>A factor of at least 1: at level 0.9, 3.84 for two models, 1.30 for five, 1.22 for six.</returns>
    /// <remarks>
    /// Errors of one model's nodes are correlated, so the models are the sample, not their nodes. That their common errors are
    /// normal is an assumption; six models cannot test it.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 2 models, or the level is not between 0 and 1.</exception>
    public static double ForFewModels(int models, double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(models, 2);
        CheckLevel(level);
        return TwoSidedQuantiles.Student(models - 1, level) / TwoSidedQuantiles.Normal(level);
    }

    private static IEnumerable<(double Score, double Weight)> Weighted(IReadOnlyList<IReadOnlyList<double>> scoresByModel, double share) =>
        scoresByModel.SelectMany(scores => scores.Select(score => (score, 1.0 / (share * scores.Count))));

    private static void CheckLevel(double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "expected a level between 0 and 1");
    }
}
