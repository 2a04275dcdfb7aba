using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated.Fits;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated;

/// <summary>Trains calibrated predictors. Deterministic: the same trees in the same order give the same bits.</summary>
/// <example>
/// <code>
/// ModelTree[] trees = [.. TreeReader.Read("trees.jsonl")];
/// CalibratedOptions options = new() { Access = FeatureAccess.Leaves };
/// CalibratedPredictor predictor = CalibratedTrainer.Train(trees, options);
/// PredictorDirectory.Save("my-predictor", predictor);
/// </code>
/// </example>
public static class CalibratedTrainer
{
    private static readonly double[] PrimitiveRidges = [0.01, 0.03, 0.1];
    private static readonly double[] CompositionRidges = [0.03, 0.1, 0.3];

    /// <summary>Trains a predictor.</summary>
    /// <param name="trees">Trees of at least two models with true energies and the columns of the feature set.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="training">What the data are; trees, nodes and models are filled in here.</param>
    /// <param name="cancellation">Ends the training early.</param>
    /// <exception cref="InputException">
    /// There are fewer than two models, energies are missing, not positive or all the same, a feature is missing, or devices or
    /// meters are mixed.
    /// </exception>
    public static CalibratedPredictor Train(
        IReadOnlyList<ModelTree> trees,
        CalibratedOptions? options = null,
        TrainingProvenance? training = null,
        CancellationToken cancellation = default)
    {
        options ??= new CalibratedOptions();
        TrainingSet set = TrainingSet.Of(trees, options);
        double[] primitiveRidges = PrimitiveRidgesOf(options);
        double[] compositionRidges = CompositionRidgesOf(options);
        LeftOutModel[] leftOut = new LeftOutModel[set.Parts];
        ParallelOptions parallel = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, leftOut.Length, parallel, model => leftOut[model] = LeftOutModel.Of(set, model, primitiveRidges));
        int primitive = LeftOutModel.BestPrimitive(leftOut);
        Parallel.ForEach(leftOut, parallel, model => model.Compose(primitive, compositionRidges));
        int composition = LeftOutModel.BestComposition(leftOut);
        options = options with
        {
            PrimitiveRidge = primitiveRidges[primitive],
            CompositionRidge = compositionRidges[composition],
        };
        FoldFitter all = new(set, leftOut: -1);
        CalibratedFits fits = all.FitCompositions(all.FitPrimitives([options.PrimitiveRidge])[0], [options.CompositionRidge])[0];
        IntervalFactors factors = IntervalFactors.Learn([.. leftOut.Select(model => model.Scores(composition))], options.IntervalLevel);
        TrainingProvenance provenance = (training ?? new TrainingProvenance()) with
        {
            Trees = set.Trees.Length,
            Nodes = set.Trees.Sum(tree => (long)tree.Nodes.Length),
            Models = set.Models,
        };
        return new CalibratedPredictor(options, set.UsesGpuEnergy, fits, factors, provenance,
            MachineDrift.Of(trees, options.IntervalLevel));
    }

    private static double[] PrimitiveRidgesOf(CalibratedOptions options) =>
        options.SelectRidges && options.Access == FeatureAccess.Static ? PrimitiveRidges : [options.PrimitiveRidge];

    private static double[] CompositionRidgesOf(CalibratedOptions options) =>
        options.SelectRidges && options.Access != FeatureAccess.Full ? CompositionRidges : [options.CompositionRidge];
}
