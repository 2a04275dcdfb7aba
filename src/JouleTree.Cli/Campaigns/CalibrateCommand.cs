using System.CommandLine;
using System.Globalization;
using JouleTree.Cli.Devices;
using JouleTree.Cli.Measuring;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Devices;
using JouleTree.Measurement;
using JouleTree.Measurement.Collecting;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Surveying;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Meters;

namespace JouleTree.Cli.Campaigns;

/// <summary><c>jouletree calibrate</c>: a device profile for the machine at hand.</summary>
internal static class CalibrateCommand
{
    private const int MostToAdapt = 10;
    private const int FewestToAdapt = Adaptability.FirstAsked;

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<string> name = new("NAME") { Description = "Name of the device." };
        Option<OutputFile?> output = new Option<OutputFile?>("--output", "-o")
        {
            Description = CommonOptions.OutputDescription("the profile"),
            HelpName = "PROFILE.json",
            Required = true,
        }.Write();
        Option<double> minutes = new Option<double>("--minutes")
        {
            Description = "Time for the whole calibration.",
            HelpName = "N",
            DefaultValueFactory = _ => 10,
        }.Real("minutes", above: 0);
        Option<int> threads = new Option<int>("--threads")
        {
            Description = "Threads of the engine.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        }.Whole(1);
        Option<string?> keep = new Option<string?>("--keep")
        {
            Description = "Folder to keep the measurements in, as collect does; those that are there already are used.",
            HelpName = "DIR",
        }.Folder();
        Option<InputFile?> from = new Option<InputFile?>("--from")
        {
            Description = "Adapt this profile of another device (a name or a file) with at most ten measured workloads.",
            HelpName = "PROFILE",
        }.Read();
        Option<string?> library = new("--ort-library") { Description = "ONNX Runtime library to use.", HelpName = "FILE" };
        MeterCommandOptions meter = new();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("calibrate", "Measure a short, designed set of workloads on this machine and train a device profile on it.")
        {
            name,
            output,
            minutes,
            threads,
            keep,
            from,
            library,
        };
        meter.AddTo(command);
        command.Add(quiet);
        command.SetAction((parsed, cancellation) =>
        {
            SurveyOptions options = new()
            {
                Time = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                Settings = new SurveyOptions().Settings with { Threads = parsed.GetValue(threads) },
            };
            DeviceProfile? other = parsed.GetValue(from) is { } source ? EnergyDevice.Find(source).Profile : null;
            if (other is not null)
            {
                string anew = $"; calibrate it anew: `jouletree calibrate {parsed.GetRequiredValue(name)} -o FILE` without --from";
                options = options with
                {
                    MostWorkloads = MostToAdapt,
                    FewestWorkloads = FewestToAdapt,
                    KnowsType = ProfileTrainer.AdaptableOf(other).Knows,
                    Refuse = trees => Adaptability.WhyNot(other, trees) is { } reason ? reason + anew : null,
                };
                if (Adaptability.Lacks(other) is { } lacks)
                    context.Say(lacks + anew);
            }

            MeterChoice choice = meter.Open(parsed, meter.Read(parsed), context.Machine);
            using MeasuringMachine machine = MeasuringMachine.Open(choice, parsed.GetValue(library), context.Machine);
            CollectionPlan plan = new() { Name = "calibration", Threads = options.Settings.Threads, Workloads = [] };
            ReferenceWork references = new();
            WorkloadRunner runner = new(new OnnxWorkloads(machine), plan, references.Tasks);
            IReadOnlyList<ModelTree> trees =
                Measure(context, runner, options, parsed.GetValue(keep), parsed.GetValue(quiet), cancellation);
            DeviceCard card = new()
            {
                Device = runner.Device,
                Data = string.Create(CultureInfo.InvariantCulture,
                    $"{Amount.Of(trees.Count, "workload")} chosen and measured by jouletree calibrate on "
                        + $"{context.Clock.GetUtcNow():yyyy-MM-dd}")
                    + (other is null ? "" : $", and the profile {other.Name} ({other.Card.Data})"),
                Citation = other?.Card.Citation ?? "none",
                Errors = [],
            };
            DeviceProfile profile = other is null
                ? ProfileTrainer.Train(parsed.GetRequiredValue(name), trees, new CalibratedOptions(), card, cancellation: cancellation)
                : ProfileTrainer.Adapt(parsed.GetRequiredValue(name), other, trees, card, cancellation: cancellation);
            DeviceProfileFile.Save(parsed.GetRequiredValue(output)!, profile);
            context.ShowLine(DeviceText.Table([ListedProfile.Of(profile)]));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static IReadOnlyList<ModelTree> Measure(
        CommandContext context, WorkloadRunner runner, SurveyOptions options, string? folder, bool quiet, CancellationToken cancellation)
    {
        using Journal? journal = folder is null ? null : Journal.Open(folder, resume: true);
        Dictionary<string, ModelTree> known = folder is null ? [] : SurveyJournal.Trees(folder, runner.Device);
        string? lost = null;
        DeviceSurvey calibration = new(
            workload =>
            {
                if (known.TryGetValue(workload.Id, out ModelTree? earlier))
                    return earlier;
                JournalEntry entry = runner.Run(workload, null, out lost, cancellation);
                if (lost is not null)
                    throw new MeterUnavailableException("of the calibration", new MeterProbe(false, lost));
                journal?.Append(entry);
                if (entry.Error is { } error)
                    context.Say($"{workload} failed: {error}");
                return SurveyJournal.TreeOf(entry);
            },
            context.Clock);
        return calibration.Run(options with { IsKnown = workload => known.ContainsKey(workload.Id) }, message =>
        {
            if (!quiet)
                context.Say(message);
        }, cancellation);
    }
}
