using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Cli.Output;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Commands;

/// <summary><c>jouletree crossvalidate</c>: leaves one model out at a time, trains on the others and predicts it.</summary>
internal static class CrossValidateCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<string> data = TreeArguments.Data("Measured trees of at least two models (JSONL).");
        Argument<string> folder = TreeArguments.ModelFolder("Folder for each fold's predictor, predictions and errors, and the summary.");
        Option<string?> config = TreeArguments.Config();
        Option<UnknownPrimitives> unknown = TreeArguments.Unknown();
        Option<OutputFormat> format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("crossvalidate", "Leave one model out at a time: train on the others, predict it, report the errors.")
        {
            data, folder, config, unknown, format, quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            context,
            parsed.GetRequiredValue(data),
            parsed.GetRequiredValue(folder),
            parsed.GetValue(config),
            parsed.GetValue(unknown),
            parsed.GetValue(format),
            parsed.GetValue(quiet),
            cancellation)));
        return command;
    }

    private static int Run(
        CommandContext context,
        string data,
        string folder,
        string? configPath,
        UnknownPrimitives unknown,
        OutputFormat format,
        bool quiet,
        CancellationToken cancellation)
    {
        IreneConfig config = configPath is null ? new IreneConfig() : IreneConfigJson.Read(configPath);
        List<ModelTree> trees = ReadMeasured(data, cancellation);
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(trees, tree => tree.ModelName, "models");
        IreneFoldTrainer trainer = new(trees, config, TrainingRemarks.Provenance(context, data));
        TrainingRemarks.Say(context, config, trainer.DroppedFeatures, quiet);
        CrossValidationFolder output = CrossValidationFolder.Create(folder, folds);
        using ProgressLine progress = new(context, quiet, "folds done:", folds.Count);
        int done = 0;
        IReadOnlyList<CrossValidationRow> rows = CrossValidation.Run(
            trees,
            folds,
            trainer,
            unknown,
            result =>
            {
                output.Write(result);
                progress.Report(Interlocked.Increment(ref done));
                return CrossValidationRow.Of(result);
            },
            cancellation);
        progress.Clear();
        CrossValidationReport report = new(rows);
        output.WriteSummary(report);
        if (!quiet)
        {
            foreach (CrossValidationRow row in rows)
                TrainingRemarks.Say(context, row.Log, unknown);
        }

        context.Out.WriteLine(format switch
        {
            OutputFormat.Json => report.ToJson(),
            OutputFormat.Csv => report.ToCsv(),
            _ => report.ToPublishedText(),
        });
        return ExitCodes.Done;
    }

    private static List<ModelTree> ReadMeasured(string data, CancellationToken cancellation)
    {
        List<ModelTree> trees = [];
        foreach (ModelTree tree in TreeReader.Read(data))
        {
            cancellation.ThrowIfCancellationRequested();
            // Errors are relative: a node without energy is found before hours of training, not after.
            foreach (TreeNode node in tree.Root.SelfAndDescendants())
                PercentageErrors.TrueEnergyOf(tree, node);
            trees.Add(tree);
        }

        return trees;
    }
}
