using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Internal;

/// <summary>What predictors of several ridges, trained without a model, make of that model.</summary>
internal sealed class LeftOutModel
{
    // By ridge of primitives, ridge of compositions, kind.
    private readonly double[,,] _errors;
    private readonly List<double>[,,] _scores;

    private LeftOutModel(int primitives, int compositions)
    {
        _errors = new double[primitives, compositions, 3];
        _scores = new List<double>[primitives, compositions, 3];
    }

    /// <summary>Fits without a model and predicts it.</summary>
    public static LeftOutModel Of(TrainingSet set, int model, IReadOnlyList<double> primitiveRidges, IReadOnlyList<double> compositionRidges)
    {
        LeftOutModel result = new(primitiveRidges.Count, compositionRidges.Count);
        FoldFitter fitter = new(set, model);
        for (int primitive = 0; primitive < primitiveRidges.Count; primitive++)
        {
            CalibratedFits[] fits = fitter.FitCompositions(fitter.FitPrimitives(primitiveRidges[primitive]), compositionRidges);
            for (int composition = 0; composition < fits.Length; composition++)
                result.Score(set, fitter, fits[composition], primitive, composition);
        }

        return result;
    }

    /// <summary>Scores of the nodes of a kind: |ln(E/Ê)|, less what distance explains, over the stated difficulty.</summary>
    public IReadOnlyList<double> Scores(int primitive, int composition, NodeKind kind) => _scores[primitive, composition, (int)kind];

    /// <summary>The ridge of primitives with the least mean error of primitives.</summary>
    public static int BestPrimitive(IReadOnlyList<LeftOutModel> models) =>
        Enumerable.Range(0, models[0]._errors.GetLength(0))
            .MinBy(primitive => models.Sum(model => model._errors[primitive, 0, (int)NodeKind.Primitive]));

    /// <summary>The ridge of compositions with the least mean error of modules and models.</summary>
    public static int BestComposition(IReadOnlyList<LeftOutModel> models, int primitive) =>
        Enumerable.Range(0, models[0]._errors.GetLength(1))
            .MinBy(composition => models.Sum(model =>
                model._errors[primitive, composition, (int)NodeKind.Module] + model._errors[primitive, composition, (int)NodeKind.Model]));

    private void Score(TrainingSet set, FoldFitter fitter, CalibratedFits fits, int primitive, int composition)
    {
        double[] sums = new double[3];
        List<double>[] scores = [[], [], []];
        foreach (int tree in fitter.LeftOutTrees)
        {
            WorkTree work = set.Trees[tree];
            NodeEstimate[] estimates = fits.Estimate(work, own: fits.Composition is null ? null : set.OwnTerms[tree]);
            for (int index = 0; index < estimates.Length; index++)
            {
                int kind = (int)work.Nodes[index].Node.Kind;
                double truth = work.Nodes[index].Node.GroundTruthJoules!.Value;
                sums[kind] += Math.Abs(truth - estimates[index].Joules) / truth;
                double deviation = Math.Abs(Math.Log(truth / estimates[index].Joules));
                double explained = set.Options.WideningPerOctave * estimates[index].OctavesOutside;
                scores[kind].Add(Math.Max(0, deviation - explained) / Math.Max(estimates[index].Difficulty, 1e-12));
            }
        }

        for (int kind = 0; kind < 3; kind++)
        {
            _errors[primitive, composition, kind] = scores[kind].Count > 0 ? sums[kind] / scores[kind].Count : 0;
            _scores[primitive, composition, kind] = scores[kind];
        }
    }
}
