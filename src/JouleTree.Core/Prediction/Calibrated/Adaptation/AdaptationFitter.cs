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
        return new CalibratedFits(
            stage.Primitives, stage.Fallback, stage.Law, Compose(_fold.Terms(stage), adaptation.Common, setting), stage.Range);
    }

    /// <summary>Scores of the model that is left out.</summary>
    /// <param name="setting">How to adapt.</param>
    public LeftOutScores Score(AdaptationSetting setting) => _fold.Score(Fit(setting), primitivesOnly: false);

    private CompositionFit Compose(double[] terms, ReadOnlySpan<double> common, AdaptationSetting setting)
    {
        double[] joules = [.. _fold.Modules.Select(sample => sample.Joules)];
        double[] prior = PriorWeights(common);
        bool keeps = setting.Corrections == AdaptedCorrections.Source;
        double[] known = new double[joules.Length];
        if (keeps)
        {
            known = Corrections(source.Composition! with { Weights = prior }, terms);
            for (int index = 0; index < joules.Length; index++)
                joules[index] /= Math.Exp(known[index]);
        }

        double[] weights = TermScales.Fit(terms, joules, [], prior, setting.Strength);
        CompositionFit fitted = CompositionTrainer.FitCorrections(
            weights, terms, _fold.Modules, tree => set.Trees[tree].Workload, CompositionRidge);
        if (!keeps)
            return fitted with { Corrections = [.. fitted.Corrections.Select(correction => LeastNoise.In(correction))] };
        CompositionFit kept = source.Composition! with { Weights = weights };
        double[] corrections = Corrections(kept, terms);
        return kept with
        {
            Corrections =
            [
                .. kept.Corrections.Select((correction, level) => LeastNoise.In(
                    correction,
                    [
                        .. Enumerable.Range(0, joules.Length)
                            .Where(index => (int)_fold.Modules[index].Level == level)
                            .Select(index =>
                                Math.Log(_fold.Modules[index].Joules / kept.Physical(Row(terms, index))) - corrections[index]),
                    ])),
            ],
        };
    }

    // What the other device's corrections of modules say here; 0 where it has none of a level.
    private double[] Corrections(CompositionFit fit, double[] terms)
    {
        double[] logs = new double[_fold.Modules.Count];
        double[] point = new double[CompositionFit.Dimensions];
        for (int index = 0; index < logs.Length; index++)
        {
            MeasuredModule sample = _fold.Modules[index];
            if (fit.Corrections[(int)sample.Level] is not { } correction)
                continue;
            fit.FillPoint(Row(terms, index), set.Trees[sample.Tree].Workload, point);
            logs[index] = correction.At(point, out _);
        }

        return logs;
    }

    private static ReadOnlySpan<double> Row(double[] terms, int index) => terms.AsSpan(index * ModuleTerms.Count, ModuleTerms.Count);

    // A joule of a primitive is a joule on every device; the other terms cost what their group costs here.
    private double[] PriorWeights(ReadOnlySpan<double> common)
    {
        double[] weights = [.. source.Composition!.Weights];
        for (int term = ModuleTerms.Primitives + 1; term < weights.Length; term++)
            weights[term] *= common[(int)ModuleTerms.Columns[term].Group];
        return weights;
    }
}
