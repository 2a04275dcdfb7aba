using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Cli.Output;
using JouleTree.Core.Features;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Storage;

namespace JouleTree.Cli.Commands;

/// <summary><c>jouletree train</c>: trains a predictor on measured trees and stores it in a folder.</summary>
internal static class TrainCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<string> data = TreeArguments.Data("Measured trees to train on (JSONL).");
        Argument<string> folder = TreeArguments.ModelFolder("Folder to store the trained predictor in.");
        Option<string?> config = TreeArguments.Config();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("train", "Train the IrEne predictor on measured trees.") { data, folder, config, quiet };
        command.SetAction((parsed, cancellation) => Task.FromResult(
            Run(context, parsed.GetRequiredValue(data), parsed.GetRequiredValue(folder), parsed.GetValue(config), parsed.GetValue(quiet), cancellation)));
        return command;
    }

    private static int Run(
        CommandContext context, string data, string folder, string? configPath, bool quiet, CancellationToken cancellation)
    {
        IreneConfig config = configPath is null ? new IreneConfig() : IreneConfigJson.Read(configPath);
        EnergyNeed need = config.NormalizeLossScale ? EnergyNeed.PositiveInner : EnergyNeed.All;
        FileTreeSource source = FileTreeSource.Open(data, config.Features(), need);
        TrainingRemarks.Say(context, config, source.DroppedFeatures, quiet);
        using ProgressLine progress = new(context, quiet, "training: epoch", config.Epochs);
        IrenePredictor predictor = IreneTrainer.Train(
            source, config, TrainingRemarks.Provenance(context, data), initial: null, progress, cancellation);
        cancellation.ThrowIfCancellationRequested();
        PredictorDirectory.Save(folder, predictor);
        if (!quiet)
        {
            progress.Clear();
            context.Say($"trained on {predictor.Training.Trees} trees ({predictor.Training.Nodes} nodes, {predictor.Training.Models.Count} models), stored in {folder}");
        }

        return ExitCodes.Done;
    }
}
