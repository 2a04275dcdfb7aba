using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Predictors;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Trees;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Cli.Devices;

/// <summary><c>jouletree devices</c>: lists device profiles and makes new ones.</summary>
internal static class DevicesCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Option<OutputFormat> format = CommonOptions.Format();
        Command command = new("devices", "List the device profiles that estimate can use, with what they were trained on and how wrong "
            + "they are.") { format };
        command.SetAction(parsed =>
        {
            DeviceProfile[] profiles = [.. ShippedProfiles.All];
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Show(DeviceText.Json(profiles) + "\n");
            else if (parsed.GetValue(format) == OutputFormat.Table)
                context.Show(DeviceText.Table(profiles) + "\n");
            else
                ResultText.Write(context, parsed.GetValue(format), "devices", DeviceText.Columns, profiles);
            return ExitCodes.Done;
        });
        command.Add(CreateMake(context));
        return command;
    }

    private static Command CreateMake(CommandContext context)
    {
        Argument<InputFile> data = TreeArguments.Data("Measured trees of at least two models on one device (JSONL).");
        Argument<string> name = new("NAME") { Description = "Name of the device." };
        Argument<OutputFile> file =
            new Argument<OutputFile>("PROFILE.json") { Description = "File to write the profile to; - is standard output." }.Write();
        Option<FeatureAccess?> features = PredictorOptions.Features();
        Option<string> device = Text("--describe-device", "The device in words.", "not described");
        Option<string> source = Text("--describe-data", "The measurements in words.", "not described");
        Option<string> citation = Text("--citation", "Whom to cite.", "none");
        Command command = new("make", "Train a profile of a device and measure its errors on what is left out.")
        {
            data, name, file, features, device, source, citation,
        };
        command.SetAction((parsed, cancellation) =>
        {
            InputFile trees = parsed.GetRequiredValue(data);
            DeviceCard texts = new()
            {
                Device = parsed.GetRequiredValue(device),
                Data = parsed.GetRequiredValue(source),
                Citation = parsed.GetRequiredValue(citation),
                Errors = [],
            };
            CalibratedOptions options = new() { Access = parsed.GetValue(features) ?? FeatureAccess.Static };
            ModelTree[] measured = [.. TreeReader.Read(trees)];
            using ProgressLine progress = new(context, quiet: false, "trainings done:", ProfileTrainer.TrainingsOf(measured));
            DeviceProfile profile = ProfileTrainer.Train(
                parsed.GetRequiredValue(name), measured, options, texts, TrainingRemarks.Provenance(context, trees), progress,
                cancellation);
            progress.Clear();
            DeviceProfileFile.Save(parsed.GetRequiredValue(file), profile);
            context.ShowLine(DeviceText.Table([profile]));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Option<string> Text(string name, string description, string standard) =>
        new(name) { Description = description, HelpName = "TEXT", DefaultValueFactory = _ => standard };
}
