using System.CommandLine;
using JouleTree.Cli.Layers;
using JouleTree.Cli.Options;
using JouleTree.Cli.Predictors;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Kernels.Fitting;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Serving.Scaling;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs.Layers;
using JouleTree.Kernels;
using JouleTree.Serving;

namespace JouleTree.Cli.Devices;

/// <summary><c>jouletree devices make</c>: from measurements to a profile.</summary>
internal static class DevicesMakeCommand
{
    private const string OfTrees = "trees";
    private const string OfLayers = "layers";
    private const string OfServing = "serving";
    private const string OfKernels = "kernels";

    // Which tenth of the layers the errors are measured on; the profile itself is fitted on all.
    private const int SplitSeed = 1;

    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile[]> data = new Argument<InputFile[]>("DATA")
        {
            Description = "Measured trees of at least two models on one device (JSONL), or with --kind layers measurements of single "
                + "layers, or with --kind serving a table of measured deployments (CSV), or with --kind kernels tables of measured "
                + "kernels (CSV, one or several); - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        }.ReadBefore(2);
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
            + "prices of language models that are served on GPUs; kernels: time and power of single kernels on a GPU.",
            OfTrees, OfLayers, OfServing, OfKernels);
        NetworkDataOptions networks = new("With --kind layers: measurements of whole networks, to learn and to judge sums from.");
        Option<string?> gpu = new("--gpu")
        {
            Description = "With --kind serving or kernels: of which GPU of the tables the profile is, where they have several.",
            HelpName = "NAME",
        };
        DeviceSpecOption spec = new("With --kind serving or kernels: the data sheet of a GPU whose name is not known; kernels need "
            + "multiprocessors=132,cache=50MB beside.");
        Option<InputFile?> like = new Option<InputFile?>("--like")
        {
            Description = "With --kind kernels: the profile of kernels that few rows move, a name or a file (that of the nearest card "
                + "among those that ship).",
            HelpName = "NAME|FILE",
        }.Read();
        Command command = new("make", "Train a profile of a device and measure its errors on what is left out.")
        {
            data, name, file, kind, features, device, software, source, licence, citation, gpu, spec.Option, like,
        };
        networks.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            InputFile[] tables = parsed.GetRequiredValue(data);
            InputFile measured = tables[0];
            string of = parsed.GetRequiredValue(kind);
            CheckKind();
            if (of == OfServing)
            {
                ServingProfile served = ServingCampaigns.Make(measured, ServedCard());
                ServingProfileFile.Save(parsed.GetRequiredValue(file), served);
                context.ShowLine(DeviceText.Table([ListedProfile.Of(served)]));
                return Task.FromResult(ExitCodes.Done);
            }

            if (of == OfKernels)
            {
                KernelProfile kernels = MakeKernels();
                KernelProfileFile.Save(parsed.GetRequiredValue(file), kernels);
                context.ShowLine(DeviceText.Table([ListedProfile.Of(kernels)]));
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
                if (of is not (OfServing or OfKernels))
                    parsed.Refuse([gpu, spec.Option], $"is of --kind {OfServing} and {OfKernels}: add one, or leave it out");
                if (of != OfKernels)
                    parsed.Refuse([like], $"is of --kind {OfKernels}: add that, or leave it out");
                if (of == OfKernels)
                    parsed.Refuse([device], $"has no effect with --kind {OfKernels}: the tables name the card");
                if (of != OfKernels && tables.Length > 1)
                    throw new UsageException($"{data.Name}: {tables.Length} files are given, and --kind {of} takes one");
            }

            // Another software's joules differ as much as another GPU's, so no profile is without.
            string Software() => parsed.GetValue(software) ?? throw new UsageException(
                $"{software.Name} is missing: with --kind {of} it says what was measured, with its version, such as \"vLLM 0.11.1\"");

            GpuSpec? Spec() => spec.Read(parsed) is not { } described ? null
                : described.Like is null ? described
                : throw new UsageException(
                    $"{spec.Option.Name}: field '{GpuSpec.LikeProfile}': what was measured is not scaled, leave it out");

            KernelProfile MakeKernels()
            {
                KernelCampaigns campaign = new(tables, new KernelCard
                {
                    Name = parsed.GetRequiredValue(name),
                    Campaign = new KernelCampaign
                    {
                        Software = Software(),
                        Data = parsed.GetRequiredValue(source),
                        Licence = parsed.GetValue(licence) ?? "not described",
                        Citation = parsed.GetRequiredValue(citation),
                    },
                    Gpu = parsed.GetValue(gpu),
                    Sheet = Spec(),
                    Like = parsed.GetValue(like) is not { } asked ? null : KernelProfiles.Named(asked)
                        ?? throw new UsageException($"{like.Name} {asked.Name}: is no profile of kernels; those that ship are "
                            + string.Join(", ", ShippedKernelProfiles.Names)),
                });
                using ProgressLine progress = new(context, quiet: false, "kinds and types of kernels done:", campaign.Sets);
                KernelProfile made = campaign.Make(progress, cancellation);
                progress.Clear();
                return made;
            }

            ServingCard ServedCard()
            {
                ServingCard card = new()
                {
                    Name = parsed.GetRequiredValue(name),
                    Software = Software(),
                    Data = parsed.GetRequiredValue(source),
                    Citation = parsed.GetRequiredValue(citation),
                    Gpu = parsed.GetValue(gpu),
                    Sheet = Spec()?.Gpu,
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
