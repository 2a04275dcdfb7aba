using System.CommandLine;
using JouleTree.Advice;
using JouleTree.Cli.Devices;
using JouleTree.Cli.Estimates;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Estimates;
using JouleTree.Reporting.Report;
using JouleTree.Server.Pages;

namespace JouleTree.Cli.Advising;

/// <summary><c>jouletree advise</c>: what would make a model cheaper, ranked, and what several moves save together.</summary>
internal static class AdviseCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        WorkloadOptions workload = new();
        DeviceOptions devices = new();
        ServingOptions serving = new();
        DeviceSpecOption spec = new("With --serve: a GPU that was never measured; prices of measured ones are scaled to it.");
        TakeOption take = new();
        Option<OutputFormat> format = CommonOptions.Format();
        Option<OutputFile?> output = CommonOptions.Output(
            "a page to look at and to mail (HTML): the moves, and the trees before and after");
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("advise", "What would make a model cheaper: moves ranked by the joules that they save an item, with "
            + "intervals; nothing is run.");
        workload.AddTo(command);
        devices.AddTo(command);
        serving.AddTo(command);
        foreach (Option option in (Option[])[spec.Option, take.Option, output, format, quiet])
            command.Add(option);
        command.SetAction(parsed =>
        {
            OutputFile? page = parsed.GetValue(output);
            if (page is not null)
                ReportPage.Require(context.Pages);
            EstimateOptions options = new()
            {
                Unknown = devices.Unknown(parsed),
                Date = context.Clock.GetUtcNow(),
                Command = context.CommandText,
            };
            AdvisedModel model = serving.IsAsked(parsed)
                ? Served(parsed, workload, devices, serving, spec)
                : Pass(parsed, workload, devices, spec, options);
            EnergyAdvice advice = EnergyAdvice.Of(model, options);
            IReadOnlyList<PricedMove> taken = take.Read(parsed, advice);
            AdviceSaving? together = taken.Count > 0 ? advice.Together(taken) : null;
            AdviceText text = new(advice, taken, together);
            if (parsed.GetValue(format) == OutputFormat.Table)
                context.Show(text.Table(context.Width));
            else if (parsed.GetValue(format) == OutputFormat.Json)
                context.Show(text.Json());
            else
                ResultText.Write(context, parsed.GetValue(format), "advise", AdviceColumns.Lines, text.Rows);
            page?.Write(stream => AdvicePage.Write(stream, advice, taken, new ReportOptions
            {
                File = model.Source.Name,
                Command = context.CommandText,
                Date = context.Clock.GetUtcNow(),
                Files = context.Pages,
            }));
            if (parsed.GetValue(quiet))
                return ExitCodes.Done;
            foreach (string remark in text.Remarks)
                context.Say(remark);
            if (page is not null)
                context.Say($"wrote {page}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static AdvisedModel Pass(
        ParseResult parsed, WorkloadOptions workload, DeviceOptions devices, DeviceSpecOption spec, EstimateOptions options)
    {
        EstimateUsage.RefuseServed(parsed, devices, spec);
        if (KernelProfiles.Named(devices.Device(parsed)) is { } kernels)
        {
            parsed.Refuse([devices.Strict], $"has no effect on {kernels.Name}: types that nothing tells are always refused there");
            return AdvisedModel.Of(workload.Source(parsed), workload.Workload(parsed), kernels, workload.Changes(parsed));
        }

        return devices.Devices(parsed) is [var device]
            ? AdvisedModel.Of(workload.Source(parsed), workload.Workload(parsed), device, workload.Changes(parsed))
            : AdvisedModel.OnBest(workload.Source(parsed), workload.Workload(parsed), workload.Changes(parsed), options);
    }

    private static AdvisedModel Served(
        ParseResult parsed, WorkloadOptions workload, DeviceOptions devices, ServingOptions serving, DeviceSpecOption spec)
    {
        EstimateUsage.RefusePass(parsed, workload, devices, spec);
        return AdvisedModel.Served(
            workload.Source(parsed), serving.Deployment(parsed), spec.Profiles(parsed, devices.Device(parsed)),
            workload.ServedTypes(parsed), workload.Changes(parsed));
    }
}
