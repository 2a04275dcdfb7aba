using JouleTree.Core.Evaluation;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Intervals;

namespace JouleTree.Cli.Output;

/// <summary>What a report keeps of a fold.</summary>
/// <param name="Name">What was left out.</param>
/// <param name="Trees">Number of left-out trees.</param>
/// <param name="Errors">Mean percentage errors on them.</param>
/// <param name="Log">What the predictor had to assume.</param>
/// <param name="Coverage">How often the intervals held; counts nothing for predictors without.</param>
internal sealed record CrossValidationRow(string Name, int Trees, PercentageErrors Errors, PredictionLog Log, IntervalCoverage Coverage)
{
    /// <summary>The row of a fold.</summary>
    public static CrossValidationRow Of(FoldResult result) =>
        new(result.Fold.Name, result.Predictions.Count, result.Errors, result.Log, IntervalCoverage.Of(result.Predictions));
}
