using System.Collections.Concurrent;
using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Pictures;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Trees;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Honesty;

namespace JouleTree.Cli.Predictors.CrossValidating;

/// <summary><c>jouletree crossvalidate</c>: leaves one part of the data out at a time, trains on the rest and predicts it.</summary>
internal static class CrossValidateCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> data = TreeArguments.Data("Measured trees of at least two models (JSONL).");
        Argument<string> folder =
            PredictorOptions.ModelFolder("Folder for each fold's predictor, predictions and errors, and the summary.");
        Option<InputFile?> config = PredictorOptions.Config();
        Option<long?> seed = PredictorOptions.Seed();
        Option<LeftOutPart> by = LeftOutParts.Option();
        Option<PredictorKind> predictor = PredictorOptions.Predictor();
        Option<FeatureAccess?> features = PredictorOptions.Features();
        Option<UnknownPrimitives> unknown = PredictorOptions.Unknown();
        Option<OutputFormat> format = CommonOptions.Format();
        Option<OutputFile?> honest = new Option<OutputFile?>("--report")
        {
            Description = "HTML file for a report beside trivial baselines, with where it errs and whether its intervals hold; the same "
                + "as JSON beside it.",
            HelpName = "FILE",
        }.Write();
        PictureOptions picture = new(CurvePlot.Names, remark: "Each point takes a training for each part that is left out.");
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("crossvalidate", "Leave one part of the data out at a time: train on the rest, predict it, report the "
            + "errors.")
        {
            data, folder, by, predictor, features, config, seed, unknown, honest, format, quiet,
        };
        picture.AddTo(command);
        PredictorOptions.Validate(command, predictor, features, config);
        command.Validators.Add(result =>
        {
            if (picture.IsIn(result) && result.GetResult(predictor)?.Tokens is not [{ Value: "calibrated" }])
                result.AddError("--plot: the curves are of the calibrated predictor: add --predictor calibrated");
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            context,
            parsed.GetRequiredValue(data),
            parsed.GetRequiredValue(folder),
            parsed.GetValue(by),
            parsed.GetValue(predictor) == PredictorKind.Calibrated ? parsed.GetValue(features) ?? FeatureAccess.Static : null,
            PredictorOptions.ConfigOf(parsed.GetValue(config), parsed.GetValue(seed)),
            parsed.GetResult(unknown) is { Implicit: false } || parsed.GetValue(predictor) == PredictorKind.Irene
                ? parsed.GetValue(unknown)
                : UnknownPrimitives.Mean,
            parsed.GetValue(honest),
            curves => picture.Write(parsed, curves.Draw),
            parsed.GetValue(format),
            parsed.GetValue(quiet),
            cancellation)));
        return command;
    }

    private static int Run(
        CommandContext context,
        InputFile data,
        string folder,
        LeftOutPart by,
        FeatureAccess? calibrated,
        IreneConfig config,
        UnknownPrimitives unknown,
        OutputFile? honest,
        Action<HonestCurves> draw,
        OutputFormat format,
        bool quiet,
        CancellationToken cancellation)
    {
        IReadOnlyList<ModelTree> trees = MeasuredTrees.Read(data, cancellation);
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(trees, tree => by.KeyOf(tree), by.Plural());
        IFoldTrainer trainer = calibrated is { } access
            ? new CalibratedFoldTrainer(trees, new CalibratedOptions { Access = access }, TrainingRemarks.Provenance(context, data))
            : PublishedNeeds.OrSaidWhatElse(
                () => IreneTrainerOf(context, trees, data, config, quiet), PublishedNeeds.Instead("crossvalidate", data, folder));
        CrossValidationFolder output = CrossValidationFolder.Create(folder, folds);
        using ProgressLine progress = new(context, quiet, "folds done:", folds.Count);
        int done = 0;
        progress.Report(done);
        ConcurrentBag<FoldResult> results = [];
        IReadOnlyList<CrossValidationRow> rows = CrossValidation.Run(
            trees,
            folds,
            trainer,
            unknown,
            result =>
            {
                output.Write(result);
                if (honest is not null)
                    results.Add(result);
                progress.Report(Interlocked.Increment(ref done));
                return CrossValidationRow.Of(result);
            },
            cancellation);
        progress.Clear();
        CrossValidationReport report = new(rows, by.Heading());
        output.WriteSummary(report);
        CalibratedOptions? options = calibrated is { } known ? new CalibratedOptions { Access = known } : null;
        HonestCurves? curves = options is null
            ? null
            : new HonestCurves(trees, folds, options, what => new ProgressLine(context, quiet, what), cancellation);
        if (honest is not null)
        {
            HonestReportFile.Write(
                honest, data.FileName, by.Plural(), trees, folds, [.. results.OrderBy(result => result.Fold.Index)], options, curves,
                cancellation);
        }

        if (curves is not null)
            draw(curves);

        if (!quiet)
        {
            foreach (CrossValidationRow row in rows)
                TrainingRemarks.Say(context, row.Log, unknown,
                    calibrated is null ? IrenePredictor.MethodName : CalibratedPredictor.MethodName);
        }

        if (format == OutputFormat.Json)
            context.Show(report.ToJson() + "\n");
        else if (format == OutputFormat.Table)
            context.Show(report.ToPublishedText() + "\n");
        else
            report.Write(context, format);
        if (calibrated is { } features && format == OutputFormat.Table)
            WriteCalibrated(context, trees, folds, features, unknown, report, by, quiet, cancellation);
        return ExitCodes.Done;
    }

    // What the published layout has no place for: the same with fixed ridges, and the intervals.
    private static void WriteCalibrated(
        CommandContext context,
        IReadOnlyList<ModelTree> trees,
        IReadOnlyList<Fold> folds,
        FeatureAccess access,
        UnknownPrimitives unknown,
        CrossValidationReport nested,
        LeftOutPart by,
        bool quiet,
        CancellationToken cancellation)
    {
        CalibratedFoldTrainer trainer = new(trees, new CalibratedOptions { Access = access, SelectRidges = false });
        using ProgressLine progress = new(context, quiet, "folds done with fixed ridges:", folds.Count);
        int done = 0;
        progress.Report(done);
        CrossValidationReport fixedRidges = new(
            CrossValidation.Run(
                trees,
                folds,
                trainer,
                unknown,
                result =>
                {
                    progress.Report(Interlocked.Increment(ref done));
                    return CrossValidationRow.Of(result);
                },
                cancellation),
            by.Heading());
        progress.Clear();
        context.ShowLine();
        context.ShowLine("The table above chooses its ridges on the training models alone (nested). With fixed ridges:");
        context.ShowLine(fixedRidges.ToPublishedText());
        context.ShowLine();
        context.ShowLine(IntervalText.Of(nested.Rows, by.Heading()));
    }

    private static IreneFoldTrainer IreneTrainerOf(
        CommandContext context, IReadOnlyList<ModelTree> trees, InputFile data, IreneConfig config, bool quiet)
    {
        IreneFoldTrainer trainer = new(trees, config, TrainingRemarks.Provenance(context, data));
        TrainingRemarks.Say(context, config, trainer.DroppedFeatures, quiet);
        return trainer;
    }
}
