namespace JouleTree.Core.Prediction.Intervals;

/// <summary>
/// How wide intervals must be, learned from predictions of data that were left out: a quantile of |ln(E/Ê)| divided by
/// the difficulty that the predictor itself stated.
/// </summary>
/// <remarks>
/// Cross-conformal prediction (Vovk, Cross-conformal predictors, 2015) with normalised scores. Each left-out model has the same
/// weight, however many nodes it has. The models are few and not drawn from anything, so there is no finite-sample
/// guarantee over new models; docs/how-we-predict.md reports the coverage that was measured.
/// </remarks>
public static class ConformalScale
{
    /// <summary>The factor on the difficulty that covers a share of the left-out nodes.</summary>
    /// <param name="scoresByModel">Scores of the nodes of each left-out model; a model without scores is passed over.</param>
    /// <param name="level">Share to cover, between 0 and 1.</param>
    /// <returns>The weighted quantile; 0 where there is no score at all.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public static double Of(IReadOnlyList<IReadOnlyList<double>> scoresByModel, double level)
    {
        ArgumentNullException.ThrowIfNull(scoresByModel);
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "expected a level between 0 and 1");
        (double Score, double Weight)[] all =
        [
            .. scoresByModel.SelectMany(scores => scores.Select(score => (Score: score, Weight: 1.0 / scores.Count))).OrderBy(pair => pair.Score),
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
}
