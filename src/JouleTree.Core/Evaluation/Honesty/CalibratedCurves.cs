using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation.Honesty;

/// <summary>Curves of the calibrated predictor for the honest report.</summary>
internal static class CalibratedCurves
{
    // A point of the learning curve takes a training for each model.
    private const int MostPoints = 7;

    private static readonly double[] Levels = [0.5, 0.7, 0.8, 0.9, 0.95];

    /// <summary>Coverage in percent of intervals of several nominal levels, over all left-out nodes.</summary>
    /// <param name="trees">The data.</param>
    /// <param name="folds">What is left out.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="progress">Told the number of finished trainings.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static IReadOnlyList<ErrorRow> Calibration(
        IReadOnlyList<ModelTree> trees,
        IReadOnlyList<Fold> folds,
        CalibratedOptions options,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        int done = 0;
        List<ErrorRow> rows = [];
        foreach (double level in Levels)
        {
            CalibratedFoldTrainer trainer = new(trees, options with { IntervalLevel = level, SelectRidges = false });
            IntervalCoverage all = new();
            foreach (IntervalCoverage coverage in CrossValidation.Run(
                trees,
                folds,
                trainer,
                UnknownPrimitives.Mean,
                result =>
                {
                    progress?.Report(Interlocked.Increment(ref done));
                    return IntervalCoverage.Of(result.Predictions);
                },
                cancellation))
            {
                all.Add(coverage);
            }

            rows.Add(new ErrorRow(
                level.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture),
                all.PercentOf(NodeKind.Primitive),
                all.PercentOf(NodeKind.Module),
                all.PercentOf(NodeKind.Model)));
        }

        return rows;
    }

    /// <summary>
    /// Errors on a left-out model after training on 2, 3, ... of the others, those that follow it in the data; where they are many, on
    /// seven numbers of models from 2 to all, in equal ratios.
    /// </summary>
    /// <param name="trees">The data.</param>
    /// <param name="options">How to fit.</param>
    /// <param name="progress">Told the number of finished trainings.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static IReadOnlyList<ErrorRow> Learning(
        IReadOnlyList<ModelTree> trees,
        CalibratedOptions options,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trees);
        string[] models = [.. trees.Select(tree => tree.ModelName).Distinct()];
        Fold[] folds =
            [.. models.Select((model, index) =>
                new Fold(index, model, [.. Enumerable.Range(0, trees.Count).Where(tree => trees[tree].ModelName == model)]))];
        int done = 0;
        List<ErrorRow> rows = [];
        foreach (int count in Counts(models.Length - 1))
        {
            FollowingModels trainer = new(trees, models, count, options with { SelectRidges = false });
            IReadOnlyList<ErrorRow> byModel = CrossValidation.Run(
                trees,
                folds,
                trainer,
                UnknownPrimitives.Mean,
                result =>
                {
                    progress?.Report(Interlocked.Increment(ref done));
                    return ErrorRow.Of(result.Fold.Name, result.Errors);
                },
                cancellation);
            rows.Add(ErrorRow.Mean(count.ToString(System.Globalization.CultureInfo.InvariantCulture), [.. byModel]));
        }

        return rows;
    }

    /// <summary>Numbers of models to train on.</summary>
    /// <param name="most">The largest.</param>
    public static IReadOnlyList<int> Counts(int most) => most - 1 <= MostPoints
        ? [.. Enumerable.Range(2, Math.Max(0, most - 1))]
        : [.. Enumerable.Range(0, MostPoints)
            .Select(index => (int)Math.Round(2 * Math.Pow(most / 2.0, index / (MostPoints - 1.0)))).Distinct()];

    private sealed class FollowingModels(IReadOnlyList<ModelTree> trees, string[] models, int count, CalibratedOptions options)
        : IFoldTrainer
    {
        public IEnergyPredictor Train(Fold fold, CancellationToken cancellation)
        {
            HashSet<string> chosen = [.. Enumerable.Range(1, count).Select(step => models[(fold.Index + step) % models.Length])];
            return CalibratedTrainer.Train([.. trees.Where(tree => chosen.Contains(tree.ModelName))], options, training: null,
                cancellation);
        }
    }
}
