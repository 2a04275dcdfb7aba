using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated.Adaptation;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated;

/// <summary>
/// Carries a calibrated predictor over to another device with a few measured workloads: what the first device showed about
/// the shapes of costs is kept, their sizes are learned anew (docs/calibrating.md). Deterministic.
/// </summary>
/// <remarks>
/// How strongly the first device is believed, and whose corrections are used, is chosen by leaving each measured model out
/// in turn; the intervals come from the same left-out models.
/// </remarks>
internal static class CalibratedAdapter
{
    /// <summary>Adapts a predictor.</summary>
    /// <param name="source">A predictor of another device that needs nothing to be run (features <c>static</c>).</param>
    /// <param name="trees">Measured trees of at least two models on the new device.</param>
    /// <param name="training">What the data are; trees, nodes and models are filled in here.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="InputException">The source needs measured features, or the trees cannot be trained on.</exception>
    public static CalibratedPredictor Adapt(
        CalibratedPredictor source, IReadOnlyList<ModelTree> trees, TrainingProvenance? training = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Access != FeatureAccess.Static)
            throw new InputException(
                $"the predictor to adapt has the features {source.Access.ToName()}; only one with the features static can be adapted");
        TrainingSet set = TrainingSet.Of(trees, source.Options);
        (AdaptationSetting Setting, LeftOutScores[] Scores)[] tried =
        [
            .. AdaptationSetting.All.AsParallel().AsOrdered().WithCancellation(cancellation)
                .Select(setting => (setting, Enumerable.Range(0, set.Parts)
                    .Select(model => new AdaptationFitter(source.Fits, set, model).Score(setting)).ToArray())),
        ];
        (AdaptationSetting best, LeftOutScores[] leftOut) = tried.MinBy(pair => pair.Scores.Sum(
            scores => Enum.GetValues<NodeKind>().Sum(scores.MeanErrorOf)));
        TrainingProvenance provenance = (training ?? new TrainingProvenance()) with
        {
            Trees = set.Trees.Length,
            Nodes = set.Trees.Sum(tree => (long)tree.Nodes.Length),
            Models = set.Models,
        };
        return new CalibratedPredictor(
            source.Options,
            usesGpuEnergy: false,
            new AdaptationFitter(source.Fits, set, leftOut: -1).Fit(best),
            IntervalFactors.Learn(leftOut, source.Options.IntervalLevel),
            provenance,
            MachineDrift.Of(trees, source.Options.IntervalLevel));
    }
}
