using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Compositions;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation.Folds;

/// <summary>Trains the published predictor on all but a fold.</summary>
public sealed class IreneFoldTrainer : IFoldTrainer
{
    private readonly MemoryTreeSource _source;
    private readonly IreneConfig _config;
    private readonly TrainingProvenance? _provenance;
    private readonly FeatureSelection _selection;

    /// <summary>A trainer for the folds of some data.</summary>
    /// <param name="trees">The data, at least one tree, with true energies.</param>
    /// <param name="config">Options.</param>
    /// <param name="provenance">What to store about the data.</param>
    /// <exception cref="Errors.InputException">A node lacks a needed number.</exception>
    public IreneFoldTrainer(IReadOnlyList<ModelTree> trees, IreneConfig config, TrainingProvenance? provenance = null)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(config);
        _selection = FeatureSelection.Of(config.Features(), trees[0]);
        _source = MemoryTreeSource.Of(trees, _selection, EnergyNeed.PositiveInner);
        _config = config;
        _provenance = provenance;
    }

    /// <summary>Features that the options ask for and that the data do not have.</summary>
    internal IReadOnlyList<Feature> DroppedFeatures => _selection.Dropped;

    /// <inheritdoc/>
    public IEnergyPredictor Train(Fold fold, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fold);
        HashSet<int> left = [.. fold.TestTrees];
        // The published cross-validation seeds once and initialises fold after fold.
        double[] initial = InitialWeights.For(_config, _source.Features.Count, skip: fold.Index);
        return IreneTrainer.Train(
            _source.Where(index => !left.Contains(index)), _config, _provenance, initial, progress: null, cancellation);
    }
}
