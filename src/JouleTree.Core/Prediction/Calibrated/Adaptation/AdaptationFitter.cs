using JouleTree.Core.Prediction.Calibrated.Compositions;
using JouleTree.Core.Prediction.Calibrated.Fits;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Primitives;
using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;

namespace JouleTree.Core.Prediction.Calibrated.Adaptation;

/// <summary>Fits of another device, adapted to some of the models measured on this one.</summary>
/// <param name="source">The fits of the other device.</param>
/// <param name="set">What was measured on this one.</param>
/// <param name="leftOut">Place of the model to leave out, or -1 to adapt to all.</param>
internal sealed class AdaptationFitter(CalibratedFits source, TrainingSet set, int leftOut)
{
    // Ridges that cross-validation mostly chooses; few samples do not tell ridges apart.
    private const double PrimitiveRidge = 0.1;
    private const double CompositionRidge = 0.3;

    private readonly FoldFitter _fold = new(set, leftOut);

    /// <summary>The adapted fits.</summary>
    /// <param name="setting">How.</param>
    public CalibratedFits Fit(AdaptationSetting setting)
    {
        ILookup<string, MeasuredPrimitive> byType = _fold.Primitives.ToLookup(sample => sample.Type);
        PrimitiveAdaptation adaptation = PrimitiveAdaptation.Of(source, byType, setting);
        MeasuredPrimitive[] unknown = [.. _fold.Primitives.Where(sample => !source.Knows(sample.Type))];
        PrimitiveFit[] primitives =
        [
            .. source.Primitives.Select(fit => adaptation.Adapt(fit, [.. byType[fit.Type]], PrimitiveRidge)),
            .. unknown.Length > 0 ? PrimitiveFitter.Fit(unknown, [PrimitiveRidge])[0] : [],
        ];
        CalibratedFits stage = new(
            primitives,
            source.Fallback!.Scaled(adaptation.Common),
            law: null,
            composition: null,
            WorkloadRange.Of([source.Range.Low, source.Range.High, .. _fold.Workloads]));
        double[] terms = _fold.Terms(stage);
        double[] joules = [.. _fold.Modules.Select(sample => sample.Joules)];
        double[] weights = TermScales.Fit(terms, joules, [], PriorWeights(adaptation.Common), setting.Strength);
        return new CalibratedFits(
            stage.Primitives,
            stage.Fallback,
            stage.Law,
            CompositionTrainer.FitCorrections(weights, terms, _fold.Modules, tree => set.Trees[tree].Workload, CompositionRidge),
            stage.Range);
    }

    /// <summary>Scores of the model that is left out.</summary>
    /// <param name="setting">How to adapt.</param>
    public LeftOutScores Score(AdaptationSetting setting) => _fold.Score(Fit(setting), primitivesOnly: false);

    // A joule of a primitive is a joule on every device; the other terms cost what their group costs here.
    private double[] PriorWeights(ReadOnlySpan<double> common)
    {
        double[] weights = [.. source.Composition!.Weights];
        for (int term = ModuleTerms.Primitives + 1; term < weights.Length; term++)
            weights[term] *= common[(int)ModuleTerms.Columns[term].Group];
        return weights;
    }
}
