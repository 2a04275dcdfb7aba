using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Trees;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Cli.Predictors;

/// <summary><c>jouletree train</c>: trains a predictor on measured trees and stores it in a folder.</summary>
internal static class TrainCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> data = TreeArguments.Data("Measured trees to train on (JSONL).");
        Argument<string> folder = PredictorOptions.ModelFolder("Folder to store the trained predictor in.");
        Option<InputFile?> config = PredictorOptions.Config();
        Option<PredictorKind> predictor = PredictorOptions.Predictor();
        Option<FeatureAccess?> features = PredictorOptions.Features();
        Option<long?> seed = PredictorOptions.Seed();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("train", "Train a predictor on measured trees.") { data, folder, predictor, features, config, seed, quiet };
        PredictorOptions.Validate(command, predictor, features, config);
        command.SetAction((parsed, cancellation) =>
        {
            (InputFile file, string modelFolder, bool isQuiet) =
                (parsed.GetRequiredValue(data), parsed.GetRequiredValue(folder), parsed.GetValue(quiet));
            // A folder that cannot be written is found before the work, not after.
            PredictorDirectory.EnsureWritable(modelFolder);
            return Task.FromResult(parsed.GetValue(predictor) == PredictorKind.Calibrated
                ? RunCalibrated(context, file, modelFolder, parsed.GetValue(features) ?? FeatureAccess.Static, isQuiet, cancellation)
                : Run(context, file, modelFolder, PredictorOptions.ConfigOf(parsed.GetValue(config), parsed.GetValue(seed)), isQuiet,
                    cancellation));
        });
        return command;
    }

    private static int RunCalibrated(
        CommandContext context, InputFile data, string folder, FeatureAccess access, bool quiet, CancellationToken cancellation)
    {
        List<ModelTree> trees = [];
        foreach (ModelTree tree in TreeReader.Read(data))
        {
            cancellation.ThrowIfCancellationRequested();
            trees.Add(tree);
        }

        CalibratedPredictor predictor = CalibratedTrainer.Train(
            trees, new CalibratedOptions { Access = access }, TrainingRemarks.Provenance(context, data), cancellation);
        PredictorDirectory.Save(folder, predictor);
        if (!quiet)
        {
            context.Say($"trained the calibrated predictor ({access.ToName()}) on {Amount.Of(predictor.Training.Trees, "tree")} "
                + $"({Amount.Of(predictor.Training.Nodes, "node")}, {Amount.Of(predictor.Training.Models.Count, "model")}), "
                + $"stored in {folder}");
            if (predictor.Drift is { } drift)
                context.Say($"drift {drift}");
        }

        return ExitCodes.Done;
    }

    private static int Run(
        CommandContext context, InputFile data, string folder, IreneConfig config, bool quiet, CancellationToken cancellation)
    {
        EnergyNeed need = config.NormalizeLossScale ? EnergyNeed.PositiveInner : EnergyNeed.All;
        using ProgressLine progress = new(context, quiet, "training: epoch", config.Epochs);
        IrenePredictor predictor = PublishedNeeds.OrSaidWhatElse(
            () =>
            {
                FileTreeSource source = FileTreeSource.Open(data, config.Features(), need);
                TrainingRemarks.Say(context, config, source.DroppedFeatures, quiet);
                return IreneTrainer.Train(
                    source, config, TrainingRemarks.Provenance(context, data), initial: null, progress, cancellation);
            },
            PublishedNeeds.Instead("train", data, folder));
        cancellation.ThrowIfCancellationRequested();
        PredictorDirectory.Save(folder, predictor);
        if (!quiet)
        {
            progress.Clear();
            context.Say($"trained on {Amount.Of(predictor.Training.Trees, "tree")} ({Amount.Of(predictor.Training.Nodes, "node")}, "
                + $"{Amount.Of(predictor.Training.Models.Count, "model")}), stored in {folder}");
        }

        return ExitCodes.Done;
    }
}
