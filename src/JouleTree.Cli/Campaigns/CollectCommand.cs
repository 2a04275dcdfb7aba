using System.CommandLine;
using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Measurement;
using JouleTree.Measurement.Collecting;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Collecting.Plans.Reading;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Drift;

namespace JouleTree.Cli.Campaigns;

/// <summary><c>jouletree collect</c>: measures all workloads of a plan into a journal that survives interruptions.</summary>
internal static class CollectCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> file = new Argument<InputFile>("PLAN")
        {
            Description = "What to measure: a YAML file (docs/collecting.md); - is standard input.",
        }.Read();
        Option<string?> output = new Option<string?>("--output", "-o")
        {
            Description = "Folder of the journal and the results.",
            HelpName = "DIR",
        }.Folder();
        Option<bool> resume = new("--resume") { Description = "Continue the journal that is in the folder." };
        Option<bool> retry = new("--retry-failed") { Description = "With --resume, try workloads again that failed." };
        Option<string?> shard = new("--shard") { Description = "Measure only part I, from 0, of N parts of the plan.", HelpName = "I/N" };
        Option<bool> dryRun = new("--dry-run") { Description = "Print the workloads with guesses of memory and time; measure nothing." };
        Option<TimeSpan?> limit = Durations.Option("--max-time", "Begin no workload that would end after this time.");
        Option<string?> label = new("--machine")
        {
            Description = "Name of this machine, where machines with equal processors are to be told apart.",
            HelpName = "NAME",
        };
        Option<string?> library = new("--ort-library")
        {
            Description = "ONNX Runtime library to use, such as one with CUDA.",
            HelpName = "FILE",
        };
        Option<string?> meter = new("--meter") { Description = "Meter to use instead of the plan's.", HelpName = "METER" };
        Option<OutputFormat> format = CommonOptions.Format();
        format.Description += " With --dry-run.";
        Option<string> tables = CampaignTables.Option();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("collect", "Measure all workloads of a plan, into a journal that survives crashes and power cuts.")
        {
            file, output, resume, retry, shard, dryRun, limit, label, library, meter, format, tables, quiet,
        };
        command.SetAction((parsed, cancellation) =>
        {
            CollectionPlan plan = PlanReader.Read(parsed.GetRequiredValue(file));
            if (parsed.GetValue(shard) is { } part)
                plan = Shard(plan, part);
            if (parsed.GetValue(dryRun))
            {
                PlanTable.Write(context, plan, parsed.GetValue(format));
                return Task.FromResult(ExitCodes.Done);
            }

            plan.Require(PlanEngine.OnnxRuntime, "this program does not carry PyTorch; TorchCampaign.Collect of the package "
                + "JouleTree.TorchSharp runs the plan, as the sample program JouleTree.Torch does (docs/torchsharp.md)");
            if (parsed.GetValue(output) is not { } folder)
                throw new UsageException("no folder is named: add -o DIR, or --dry-run to see what the plan would measure");

            CampaignOptions options = new()
            {
                TimeLimit = parsed.GetValue(limit),
                RetryFailed = parsed.GetValue(retry),
                MachineLabel = parsed.GetValue(label),
            };
            using Journal journal = Journal.Open(folder, parsed.GetValue(resume));
            CampaignSummary summary =
                Run(context, plan, journal, options, parsed.GetValue(meter), parsed.GetValue(library), parsed.GetValue(quiet),
                    cancellation);
            if (journal.Known.Count > 0)
                CampaignText.Say(
                    context, summary, folder, CampaignTables.Write(folder, parsed.GetRequiredValue(tables)), parsed.GetValue(quiet));
            return Task.FromResult(Outcome(context, summary));
        });
        return command;
    }

    private static CampaignSummary Run(
        CommandContext context, CollectionPlan plan, Journal journal, CampaignOptions options, string? meterName, string? library,
            bool quiet, CancellationToken cancellation)
    {
        MeterOptions meterOptions = new() { WattsPerCore = plan.WattsPerCore };
        MeterChoice choice = MeterCatalog.Of(meterOptions, context.Machine).Open(meterName ?? plan.Meter, meterOptions, context.Machine);
        using MeasuringMachine machine = MeasuringMachine.Open(choice, library, context.Machine);
        if (!quiet)
        {
            context.Say($"meter {machine.Meter.Name} ({machine.Meter.Method}): {machine.MeterReason}");
            if (journal.TornBytes > 0)
                context.Say($"the last line of the journal was torn ({journal.TornBytes} bytes) and is measured again");
            if (journal.Interrupted is not null)
                context.Say("the workload during which the last process died comes last");
        }

        ReferenceWork references = new();
        WorkloadRunner runner = new(new OnnxWorkloads(machine), plan, references.Tasks, options.MachineLabel);
        using CampaignProgressLine progress = new(context, quiet);
        return new Campaign(plan, journal, runner, context.Clock).Run(options, progress.Report, cancellation);
    }

    private static CollectionPlan Shard(CollectionPlan plan, string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && index < count
            ? plan.Shard(index, count)
            : throw new UsageException($"--shard {text}: expected I/N with I from 0 to N-1, such as 0/4 to 3/4");
    }

    private static int Outcome(CommandContext context, CampaignSummary summary)
    {
        if (summary.Interruption == Campaign.Cancelled)
        {
            context.Say("cancelled; continue with --resume");
            return ExitCodes.Cancelled;
        }

        if (summary.Interruption is { } interruption)
        {
            context.Fail($"{interruption}; what was measured before is kept, continue with --resume");
            return ExitCodes.Failed;
        }

        if (summary.Failed.Count == 0)
            return ExitCodes.Done;
        context.Fail($"{Amount.Of(summary.Failed.Count, "workload")} failed; the journal says why, --resume "
            + $"--retry-failed tries again");
        return ExitCodes.Failed;
    }
}
