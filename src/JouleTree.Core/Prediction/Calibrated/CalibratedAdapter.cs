using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated.Adaptation;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Statistics;
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
    private const double MostError = 0.5;

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
        (TrainingSet set, AdaptationSetting best, LeftOutScores[] leftOut) = Choose(source, trees, cancellation);
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
            AtLeastNormal(IntervalFactors.Learn(leftOut, source.Options.IntervalLevel), source.Options.IntervalLevel),
            provenance,
            MachineDrift.Of(trees, source.Options.IntervalLevel));
    }

    /// <summary>
    /// How far the best way of adapting to some measured trees misses the models among them when each is left out: the median over the
    /// models of |E − Ê|/E.
    /// </summary>
    /// <param name="source">A predictor of another device that needs nothing to be run (features <c>static</c>).</param>
    /// <param name="trees">Measured trees of at least two models on the new device.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="InputException">The source needs measured features, or the trees cannot be trained on.</exception>
    public static double MissesLeftOut(
        CalibratedPredictor source, IReadOnlyList<ModelTree> trees, CancellationToken cancellation = default)
    {
        double[] errors = [.. Choose(source, trees, cancellation).LeftOut.Select(scores => scores.MeanErrorOf(NodeKind.Model)).Order()];
        return errors[errors.Length / 2];
    }

    /// <summary>
    /// How far types of primitives are apart on the two devices once calls, FLOPs and bytes of all of them are scaled alike: the root mean
    /// square of ln(measured / scaled) of the types.
    /// </summary>
    /// <param name="source">A predictor of another device that needs nothing to be run (features <c>static</c>).</param>
    /// <param name="trees">Measured trees of at least two models on the new device.</param>
    /// <exception cref="InputException">The trees cannot be trained on.</exception>
    public static double TypesApart(CalibratedPredictor source, IReadOnlyList<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(source);
        return PrimitiveAdaptation.Of(
            source.Fits,
            TrainingSet.Of(trees, source.Options).Primitives.Select(pair => pair.Sample).ToLookup(sample => sample.Type),
            new AdaptationSetting(Strength: 0.3, AdaptedCorrections.Source)).Spread;
    }

    // What is left out of few workloads mostly lies off the range of the others, and what distance explains is no error: factors come out
    // next to nothing. The difficulty that a node states is a standard deviation, so no interval is narrower than a normal one.
    private static IntervalFactors AtLeastNormal(IntervalFactors factors, double level)
    {
        double least = TwoSidedQuantiles.Normal(level);
        return new IntervalFactors(
            [.. factors.ByKind.Select(factor => Math.Max(least, factor))],
            factors.ByGroup.ToDictionary(pair => pair.Key, pair => Math.Max(least, pair.Value), StringComparer.Ordinal));
    }

    private static (TrainingSet Set, AdaptationSetting Best, LeftOutScores[] LeftOut) Choose(
        CalibratedPredictor source, IReadOnlyList<ModelTree> trees, CancellationToken cancellation)
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
        // One model that nothing leads to would choose alone, by how far it is missed. Missed is missed.
        (AdaptationSetting best, LeftOutScores[] leftOut) = tried.MinBy(pair => pair.Scores.Sum(
            scores => Enum.GetValues<NodeKind>().Sum(kind => Math.Min(MostError, scores.MeanErrorOf(kind)))));
        return (set, best, leftOut);
    }
}
