using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation.Folds;

/// <summary>Trains a calibrated predictor on all but a fold; ridges and intervals see the training models only.</summary>
/// <remarks>
/// The intervals leave out how far the machine drifts between runs: what is left out was measured in the same runs as the rest, and
/// intervals that are wide for another reason would hide whether those of the model hold.
/// </remarks>
/// <param name="trees">The data, with true energies.</param>
/// <param name="options">How to fit.</param>
/// <param name="provenance">What to store about the data.</param>
public sealed class CalibratedFoldTrainer(
    IReadOnlyList<ModelTree> trees, CalibratedOptions options, TrainingProvenance? provenance = null) : IFoldTrainer
{
    /// <inheritdoc/>
    public IEnergyPredictor Train(Fold fold, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fold);
        HashSet<int> left = [.. fold.TestTrees];
        return CalibratedTrainer.Train([.. trees.Where((_, index) => !left.Contains(index))], options, provenance, cancellation)
            .WithinRun();
    }
}
