using System.CommandLine;
using JouleTree.Cli.Layers;
using JouleTree.Cli.Options;
using JouleTree.Cli.Predictors;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Trees;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Serving.Scaling;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs.Layers;
using JouleTree.Serving;

namespace JouleTree.Cli.Devices;

/// <summary><c>jouletree devices make</c>: from measurements to a profile.</summary>
internal static class DevicesMakeCommand
{
    private const string OfTrees = "trees";
    private const string OfLayers = "layers";
    private const string OfServing = "serving";

    // Which tenth of the layers the errors are measured on; the profile itself is fitted on all.
    private const int SplitSeed = 1;

    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> data = TreeArguments.Data(
            "Measured trees of at least two models on one device (JSONL), or with --kind layers measurements of single layers, or with "
            + "--kind serving a table of measured deployments (CSV).");
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
            "trees: a calibrated predictor of measured trees; layers: the sum of layer models, as of jouletree layers fit; serving: "
            + "prices of language models that are served on GPUs.", OfTrees, OfLayers, OfServing);
        NetworkDataOptions networks = new("With --kind layers: measurements of whole networks, to learn and to judge sums from.");
        Option<string?> gpu = new("--gpu")
        {
            Description = "With --kind serving: of which GPU of the table the profile is, where it has several.",
            HelpName = "NAME",
        };
        DeviceSpecOption spec = new("With --kind serving: the data sheet of a GPU whose name is not known.");
        Command command = new("make", "Train a profile of a device and measure its errors on what is left out.")
        {
            data, name, file, kind, features, device, software, source, licence, citation, gpu, spec.Option,
        };
        networks.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            InputFile measured = parsed.GetRequiredValue(data);
            string of = parsed.GetRequiredValue(kind);
            CheckKind();
            if (of == OfServing)
            {
                ServingProfile served = ServingCampaigns.Make(measured, ServedCard());
                ServingProfileFile.Save(parsed.GetRequiredValue(file), served);
                context.ShowLine(DeviceText.Table([ListedProfile.Of(served)]));
                return Task.FromResult(ExitCodes.Done);
            }

            DeviceCard texts = new()
            {
                Device = parsed.GetRequiredValue(device),
                Software = parsed.GetValue(software),
                Licence = parsed.GetValue(licence),
                Data = parsed.GetRequiredValue(source),
                Citation = parsed.GetRequiredValue(citation),
                Errors = [],
            };
            DeviceProfile profile = of == OfLayers ? FitLayers() : Train();
            DeviceProfileFile.Save(parsed.GetRequiredValue(file), profile);
            context.ShowLine(DeviceText.Table([ListedProfile.Of(profile)]));
            return Task.FromResult(ExitCodes.Done);

            void CheckKind()
            {
                if (of != OfTrees)
                    parsed.Refuse([features], $"is of --kind {OfTrees}: leave it out");
                if (of != OfLayers)
                    parsed.Refuse([networks.Networks], $"is of --kind {OfLayers}: add that, or leave it out");
                if (of != OfServing)
                    parsed.Refuse([gpu, spec.Option], $"is of --kind {OfServing}: add that, or leave it out");
            }

            ServingCard ServedCard()
            {
                GpuSpec? described = spec.Read(parsed);
                if (described?.Like is not null)
                    throw new UsageException(
                        $"{spec.Option.Name}: field '{GpuSpec.LikeProfile}': what was measured is not scaled, leave it out");
                ServingCard card = new()
                {
                    Name = parsed.GetRequiredValue(name),
                    // Another software's joules differ as much as another GPU's, so no profile is without.
                    Software = parsed.GetValue(software) ?? throw new UsageException(
                        $"{software.Name} is missing: with --kind {OfServing} it says what served, with its version, such as "
                        + "\"vLLM 0.11.1\""),
                    Data = parsed.GetRequiredValue(source),
                    Citation = parsed.GetRequiredValue(citation),
                    Gpu = parsed.GetValue(gpu),
                    Sheet = described?.Gpu,
                    Device = parsed.IsGiven(device) ? parsed.GetRequiredValue(device) : null,
                };
                return parsed.GetValue(licence) is { } terms ? card with { Licence = terms } : card;
            }

            DeviceProfile FitLayers() => LayerProfileTrainer.Train(
                parsed.GetRequiredValue(name), networks.Read(parsed, measured), new ZooLayers(), texts, SplitSeed,
                TrainingRemarks.Provenance(context, measured), cancellation);

            DeviceProfile Train()
            {
                ModelTree[] trees = [.. TreeReader.Read(measured)];
                CalibratedOptions options = new() { Access = parsed.GetValue(features) ?? FeatureAccess.Static };
                using ProgressLine progress = new(context, quiet: false, "trainings done:", ProfileTrainer.TrainingsOf(trees));
                DeviceProfile trained = ProfileTrainer.Train(
                    parsed.GetRequiredValue(name), trees, options, texts, TrainingRemarks.Provenance(context, measured), progress,
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
