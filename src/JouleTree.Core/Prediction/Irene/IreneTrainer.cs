using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Prediction.Irene.Compositions;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Irene.Primitives;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Irene;

/// <summary>Trains the published predictor.</summary>
/// <example>
/// <code>
/// ModelTree[] trees = [.. TreeReader.Read("trees.jsonl")];
/// IEnergyPredictor predictor = IreneTrainer.Train(trees, new IreneConfig { Epochs = 16 });
/// Console.WriteLine($"{predictor.Predict(trees[0]).Root.PredictedJoules} J");
/// </code>
/// </example>
public static class IreneTrainer
{
    /// <summary>Trains a predictor on trees in memory.</summary>
    /// <param name="trees">
    /// At least one tree, with true energies and the columns that the options ask for; features that only a run shows and the first
    /// tree lacks are left out.
    /// </param>
    /// <param name="config">Options; null for the published ones.</param>
    /// <param name="provenance">What to store about the data; numbers and model names are filled in here.</param>
    /// <param name="cancellation">Ends training early.</param>
    /// <exception cref="InputException">
    /// A node lacks a number, or an energy by which an error would be divided is 0.
    /// </exception>
    /// <exception cref="ArgumentException">There is no tree.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public static IEnergyPredictor Train(
        IReadOnlyList<ModelTree> trees,
        IreneConfig? config = null,
        TrainingProvenance? provenance = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentOutOfRangeException.ThrowIfZero(trees.Count);
        config ??= new IreneConfig();
        EnergyNeed need = config.NormalizeLossScale ? EnergyNeed.PositiveInner : EnergyNeed.All;
        MemoryTreeSource source = MemoryTreeSource.Of(trees, FeatureSelection.Of(config.Features(), trees[0]), need);
        return Train(source, config, provenance, initial: null, progress: null, cancellation);
    }

    /// <summary>Trains primitive models and composition on some trees.</summary>
    /// <param name="source">Trees with true energies; gone through once for the scalers, once for the primitives, once an epoch.</param>
    /// <param name="config">Options.</param>
    /// <param name="provenance">What to store about the data; numbers and model names are filled in here.</param>
    /// <param name="initial">Takes the place of the initial weights (w, then b); null for those of the options.</param>
    /// <param name="progress">Told the number of finished epochs.</param>
    /// <param name="cancellation">Ends training early.</param>
    /// <exception cref="InputException">There is no tree, or an energy by which an error would be divided is 0.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    internal static IrenePredictor Train(
        ITreeSource source,
        IreneConfig config,
        TrainingProvenance? provenance = null,
        IReadOnlyList<double>? initial = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(config);
        TrainingSummary summary = TrainingSummary.Of(source, cancellation);
        StandardScaler scaler = config.StandardizeFeatures
            ? StandardScaler.Fit(summary.All.Moments)
            : StandardScaler.Identity(source.Features.Count);
        IReadOnlyList<PrimitiveModel?> primitives = PrimitiveModelTrainer.Train(source, summary, cancellation);
        double[] parameters = initial is null
            ? InitialWeights.For(config, source.Features.Count, skip: 0)
            : [.. initial];
        Composition composition = new(config, scaler, parameters);
        if (config.CanTrain)
            Descend(source, config, primitives, composition, progress, cancellation);
        return new IrenePredictor
        {
            Config = config,
            Features = [.. source.Features],
            Primitives = [.. primitives.OfType<PrimitiveModel>()],
            Composition = composition,
            MeanPrimitiveJoules = summary.MeanPrimitiveJoules,
            Ranges = FeatureRange.Of(summary.All),
            View = PublishedPrimitives.ViewOf(primitives.OfType<PrimitiveModel>().Select(model => model.Type)),
            Training = (provenance ?? new TrainingProvenance()) with
            {
                Trees = summary.Trees,
                Nodes = (long)summary.All.Moments.Count,
                Models = summary.Models,
            },
        };
    }

    private static void Descend(
        ITreeSource source,
        IreneConfig config,
        IReadOnlyList<PrimitiveModel?> primitives,
        Composition composition,
        IProgress<int>? progress,
        CancellationToken cancellation)
    {
        TreeStep step = new(config, composition, primitives);
        for (int epoch = 0; epoch < config.Epochs; epoch++)
        {
            foreach (FeatureTree tree in source.Trees())
            {
                cancellation.ThrowIfCancellationRequested();
                step.Run(tree);
            }

            progress?.Report(epoch + 1);
        }
    }
}
