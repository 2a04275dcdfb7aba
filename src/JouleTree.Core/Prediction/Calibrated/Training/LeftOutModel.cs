using JouleTree.Core.Prediction.Calibrated.Fits;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Training;

/// <summary>What predictors trained without a model make of that model, ridge by ridge: first primitives, then the rest.</summary>
internal sealed class LeftOutModel
{
    private readonly FoldFitter _fitter;
    private readonly CalibratedFits[] _primitives;
    private readonly LeftOutScores[] _primitiveScores;
    private LeftOutScores[] _scores = [];

    private LeftOutModel(TrainingSet set, int model, IReadOnlyList<double> ridges)
    {
        _fitter = new FoldFitter(set, model);
        _primitives = _fitter.FitPrimitives(ridges);
        _primitiveScores = [.. _primitives.Select(fits => _fitter.Score(fits, primitivesOnly: set.Options.Access != FeatureAccess.Full))];
    }

    /// <summary>Fits the primitives without a model.</summary>
    /// <param name="set">The training set.</param>
    /// <param name="model">Place of the model to leave out.</param>
    /// <param name="ridges">Ridges to try for primitives.</param>
    public static LeftOutModel Of(TrainingSet set, int model, IReadOnlyList<double> ridges) => new(set, model, ridges);

    /// <summary>Fits modules and models on primitives of one ridge.</summary>
    /// <param name="primitive">Place of the primitives' ridge.</param>
    /// <param name="ridges">Ridges to try for modules and models.</param>
    public void Compose(int primitive, IReadOnlyList<double> ridges) =>
        _scores = [.. _fitter.FitCompositions(_primitives[primitive], ridges).Select(fits => _fitter.Score(fits, primitivesOnly: false))];

    /// <summary>Scores of the nodes: |ln(E/Ê)|, less what distance explains, over the stated difficulty.</summary>
    public LeftOutScores Scores(int composition) => _scores[composition];

    /// <summary>The ridge of primitives with the least mean error of primitives.</summary>
    public static int BestPrimitive(IReadOnlyList<LeftOutModel> models) =>
        Enumerable.Range(0, models[0]._primitives.Length)
            .MinBy(ridge => models.Sum(model => model._primitiveScores[ridge].MeanErrorOf(NodeKind.Primitive)));

    /// <summary>The ridge of compositions with the least mean error of modules and models.</summary>
    public static int BestComposition(IReadOnlyList<LeftOutModel> models) =>
        Enumerable.Range(0, models[0]._scores.Length)
            .MinBy(ridge => models.Sum(model =>
                model._scores[ridge].MeanErrorOf(NodeKind.Module) + model._scores[ridge].MeanErrorOf(NodeKind.Model)));
}
