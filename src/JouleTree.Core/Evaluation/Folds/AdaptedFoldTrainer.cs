using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation.Folds;

/// <summary>
/// Adapts a predictor of another device to all but a fold; the intervals leave out how far the machine drifts between runs, as those of
/// <see cref="CalibratedFoldTrainer"/> do.
/// </summary>
/// <param name="source">Predictor of the other device.</param>
/// <param name="trees">Trees measured on this device.</param>
internal sealed class AdaptedFoldTrainer(CalibratedPredictor source, IReadOnlyList<ModelTree> trees) : IFoldTrainer
{
    /// <inheritdoc/>
    public IEnergyPredictor Train(Fold fold, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fold);
        HashSet<int> left = [.. fold.TestTrees];
        return CalibratedAdapter.Adapt(source, [.. trees.Where((_, index) => !left.Contains(index))], cancellation: cancellation)
            .WithinRun();
    }
}
