using JouleTree.Core.Prediction;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation.Folds;

/// <summary>What became of a fold.</summary>
/// <param name="Fold">What was left out.</param>
/// <param name="Predictor">The predictor trained on the rest.</param>
/// <param name="Predictions">The left-out trees with predictions, in the order of the data.</param>
/// <param name="Errors">Mean percentage errors on the left-out trees.</param>
/// <param name="Log">What the predictor had to assume.</param>
public sealed record FoldResult(
    Fold Fold, IEnergyPredictor Predictor, IReadOnlyList<ModelTree> Predictions, PercentageErrors Errors, PredictionLog Log);
