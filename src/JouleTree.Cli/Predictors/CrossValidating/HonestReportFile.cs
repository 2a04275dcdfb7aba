using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Evaluation.Honesty;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Honesty;

namespace JouleTree.Cli.Predictors.CrossValidating;

/// <summary>Makes the honest report of a cross-validation and writes it: HTML, and beside a file JSON of the same name.</summary>
internal static class HonestReportFile
{
    /// <summary>Writes both files.</summary>
    /// <param name="page">The HTML file.</param>
    /// <param name="data">Name of the data.</param>
    /// <param name="leftOut">What was left out, in the plural.</param>
    /// <param name="trees">The data.</param>
    /// <param name="folds">What was left out.</param>
    /// <param name="results">What became of the folds.</param>
    /// <param name="calibrated">Options of the calibrated predictor, or null for another one.</param>
    /// <param name="curves">Its curves, or null for another one.</param>
    /// <param name="cancellation">Ends the work early.</param>
    public static void Write(
        OutputFile page,
        string data,
        string leftOut,
        IReadOnlyList<ModelTree> trees,
        IReadOnlyList<Fold> folds,
        IReadOnlyList<FoldResult> results,
        CalibratedOptions? calibrated,
        HonestCurves? curves,
        CancellationToken cancellation)
    {
        ModelTree[] predictions = [.. results.SelectMany(result => result.Predictions)];
        HonestReport report = new()
        {
            Predictor = calibrated is null
                ? $"The predictor {results[0].Predictor.Method}"
                : $"The predictor {results[0].Predictor.Method} with the features {calibrated.Access.ToName()}",
            Data = data,
            LeftOut = leftOut,
            Folds = [.. results.Select(result => ErrorRow.Of(result.Fold.Name, result.Errors))],
            Baselines = HonestReportBuilder.Baselines(trees, folds, cancellation),
            MeasuredFeatures = HonestReportBuilder.MeasuredFeatures(results[0].Predictor.Columns),
            Unattributed = HonestReportBuilder.Unattributed(trees),
            Groups = HonestReportBuilder.Groups(predictions),
            Worst = HonestReportBuilder.Worst(predictions),
            Calibration = curves?.Calibration ?? [],
            LearningCurve = curves?.Learning ?? [],
        };
        page.WriteText(HonestPage.Of(report));
        if (page.Path is not { } path)
            return;
        AtomicFile.WriteText(Path.ChangeExtension(path, ".json"), HonestJson.Of(report) + "\n");
    }
}
