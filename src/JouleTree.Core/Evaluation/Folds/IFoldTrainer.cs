using JouleTree.Core.Prediction;

namespace JouleTree.Core.Evaluation.Folds;

/// <summary>Trains a predictor without a fold. Thread-safe: folds are trained side by side.</summary>
public interface IFoldTrainer
{
    /// <summary>A predictor trained on all trees that are not left out.</summary>
    /// <param name="fold">What is left out.</param>
    /// <param name="cancellation">Ends training early.</param>
    IEnergyPredictor Train(Fold fold, CancellationToken cancellation);
}
