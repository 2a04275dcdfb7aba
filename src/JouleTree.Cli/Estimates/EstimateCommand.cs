using System.CommandLine;
using JouleTree.Cli.Devices;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Trees.Format;
using JouleTree.Estimates;

namespace JouleTree.Cli.Estimates;

/// <summary><c>jouletree estimate</c>: what a model would cost on a device, without running anything.</summary>
internal static class EstimateCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        WorkloadOptions workload = new();
        DeviceOptions devices = new();
        Option<int> depth = new Option<int>("--depth")
        {
            Description = "Levels below the model to print.",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        }.Whole(0);
        Option<OutputFile?> output = CommonOptions.Output(
            "the tree with its predictions, intervals and terms (JSONL, or a row a node as .parquet or .arrow)");
        Option<OutputFormat> format = CommonOptions.Format();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("estimate", "Estimate the energy of every node of a model on a device, with intervals, without running "
            + "anything.");
        workload.AddTo(command);
        devices.AddTo(command);
        foreach (Option option in (Option[])[depth, output, format, quiet])
            command.Add(option);
        command.SetAction(parsed =>
        {
            EstimableModel model = EstimableModel.Of(workload.Source(parsed), workload.Workload(parsed), workload.Changes(parsed));
            EstimateOptions options = new()
            {
                Unknown = devices.Unknown(parsed),
                Date = context.Clock.GetUtcNow(),
                Command = context.CommandText,
            };
            Estimate[] estimates = [.. devices.Devices(parsed).Select(device => model.On(device, options))];
            Write(context, estimates, parsed.GetValue(format), parsed.GetValue(depth), parsed.GetValue(output), parsed.GetValue(quiet));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(
        CommandContext context, Estimate[] estimates, OutputFormat format, int depth, OutputFile? output, bool quiet)
    {
        if (output is not null)
            TreeOutput.Write(output, estimates.Select(estimate => estimate.Tree));
        if (!TableOutput.Write(context, format, "estimate", EstimateColumns.Lines, EstimateText.Rows(estimates, depth)))
        {
            context.Show(format switch
            {
                OutputFormat.Json => EstimateText.Json(estimates, depth),
                OutputFormat.Csv => EstimateColumns.Lines.Csv(EstimateText.Rows(estimates, depth)),
                OutputFormat.Jsonl => TreeText.Of(estimates.Select(estimate => estimate.Tree)),
                _ => EstimateText.Table(estimates, depth, context.Width),
            });
        }

        foreach (EstimateRemark remark in estimates.SelectMany(estimate => estimate.Remarks.Where(one =>
            one.Kind == EstimateRemarkKind.NotCounted)).Distinct())
            context.Say($"warning: {remark.Text}");
        foreach (EstimateRemark remark in estimates.SelectMany(estimate => estimate.Remarks.Where(one =>
            one.Kind == EstimateRemarkKind.Configuration && !quiet)).Distinct())
            context.Say(remark.Text);
        foreach (Estimate estimate in estimates)
        {
            foreach (EstimateRemark remark in estimate.Remarks)
            {
                if (remark.Kind == EstimateRemarkKind.UnknownTypes)
                    context.Say(remark.Text + " (--strict refuses them)");
                else if (remark.Kind is EstimateRemarkKind.OutsideRange or EstimateRemarkKind.NoInterval && !quiet)
                    context.Say($"{estimate.Device}: {remark.Text}");
            }
        }
    }
}
