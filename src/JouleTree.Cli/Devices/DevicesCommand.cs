using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Layers;
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
using JouleTree.Graphs.Layers;

namespace JouleTree.Cli.Devices;

/// <summary><c>jouletree devices</c>: lists device profiles and makes new ones.</summary>
internal static class DevicesCommand
{
    private const string OfTrees = "trees";
    private const string OfLayers = "layers";

    // Which tenth of the layers the errors are measured on; the profile itself is fitted on all.
    private const int SplitSeed = 1;

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Option<OutputFormat> format = CommonOptions.Format();
        Command command = new("devices", "List the device profiles that estimate can use, with what they were trained on and how wrong "
            + "they are.") { format };
        command.SetAction(parsed =>
        {
            IReadOnlyList<ListedProfile> profiles = ListedProfile.Shipped;
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Show(DeviceText.Json(profiles) + "\n");
            else if (parsed.GetValue(format) == OutputFormat.Table)
                context.Show(DeviceText.Table(profiles) + "\n");
            else
                ResultText.Write(context, parsed.GetValue(format), "devices", DeviceText.Columns, profiles);
            return ExitCodes.Done;
        });
        command.Add(CreateMake(context));
        command.Add(DevicesEvaluateCommand.Create(context));
        return command;
    }

    private static Command CreateMake(CommandContext context)
    {
        Argument<InputFile> data = TreeArguments.Data(
            "Measured trees of at least two models on one device (JSONL), or with --kind layers measurements of single layers.");
        Argument<string> name = new("NAME") { Description = "Name of the device." };
        Argument<OutputFile> file =
            new Argument<OutputFile>("PROFILE.json") { Description = "File to write the profile to; - is standard output." }.Write();
        Option<FeatureAccess?> features = PredictorOptions.Features();
        Option<string> device = Text("--describe-device", "The device in words.", "not described");
        Option<string?> software = new("--describe-software")
        {
            Description = "What ran the networks, with its version.",
            HelpName = "TEXT",
        };
        Option<string> source = Text("--describe-data", "The measurements in words.", "not described");
        Option<string?> licence = new("--licence") { Description = "Licence of the measurements.", HelpName = "TEXT" };
        Option<string> citation = Text("--citation", "Whom to cite.", "none");
        Option<string> kind = CommonOptions.Choice("--kind",
            "trees: a calibrated predictor of measured trees; layers: the sum of layer models, as of jouletree layers fit.", OfTrees,
            OfLayers);
        NetworkDataOptions networks = new("With --kind layers: measurements of whole networks, to learn and to judge sums from.");
        Command command = new("make", "Train a profile of a device and measure its errors on what is left out.")
        {
            data, name, file, kind, features, device, software, source, licence, citation,
        };
        networks.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            InputFile trees = parsed.GetRequiredValue(data);
            DeviceCard texts = new()
            {
                Device = parsed.GetRequiredValue(device),
                Software = parsed.GetValue(software),
                Licence = parsed.GetValue(licence),
                Data = parsed.GetRequiredValue(source),
                Citation = parsed.GetRequiredValue(citation),
                Errors = [],
            };
            DeviceProfile profile = parsed.GetRequiredValue(kind) == OfLayers ? FitLayers() : Train();
            DeviceProfileFile.Save(parsed.GetRequiredValue(file), profile);
            context.ShowLine(DeviceText.Table([ListedProfile.Of(profile)]));
            return Task.FromResult(ExitCodes.Done);

            DeviceProfile FitLayers() => LayerProfileTrainer.Train(
                parsed.GetRequiredValue(name), networks.Read(parsed, trees), new ZooLayers(), texts, SplitSeed,
                TrainingRemarks.Provenance(context, trees), cancellation);

            DeviceProfile Train()
            {
                ModelTree[] measured = [.. TreeReader.Read(trees)];
                CalibratedOptions options = new() { Access = parsed.GetValue(features) ?? FeatureAccess.Static };
                using ProgressLine progress = new(context, quiet: false, "trainings done:", ProfileTrainer.TrainingsOf(measured));
                DeviceProfile trained = ProfileTrainer.Train(
                    parsed.GetRequiredValue(name), measured, options, texts, TrainingRemarks.Provenance(context, trees), progress,
                    cancellation);
                progress.Clear();
                return trained;
            }
        });
        return command;
    }

    private static Option<string> Text(string name, string description, string standard) =>
        new(name) { Description = description, HelpName = "TEXT", DefaultValueFactory = _ => standard };
}
