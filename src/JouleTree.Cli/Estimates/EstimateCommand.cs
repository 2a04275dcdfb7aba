using System.CommandLine;
using System.Globalization;
using JouleTree.Cli.Devices;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Core.Trees.Format;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Kernels;

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
        ServingOptions serving = new();
        DeviceSpecOption spec = new("With --serve: a GPU that was never measured; prices of measured ones are scaled to it.");
        Option<int> depth = new Option<int>("--depth")
        {
            Description = "Levels below the model to print.",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        }.Whole(0);
        Option<OutputFile?> output = CommonOptions.Output(
            "the tree with its predictions, intervals and terms (JSONL, or a row a node as .parquet or .arrow)");
        Option<OutputFormat> format = CommonOptions.Format();
        GridOption grid = new();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("estimate", "Estimate the energy of every node of a model on a device, with intervals, without running "
            + "anything.");
        workload.AddTo(command);
        devices.AddTo(command);
        serving.AddTo(command);
        command.Add(spec.Option);
        foreach (Option option in (Option[])[depth, grid.Option, output, format, quiet])
            command.Add(option);
        EstimateUsage usage = new(workload, devices, spec, depth, grid.Option, format);
        command.SetAction(parsed =>
        {
            GridIntensity? intensity = grid.Read(parsed);
            if (serving.IsAsked(parsed))
            {
                IReadOnlyList<ServingProfile> profiles = spec.Profiles(parsed, devices.Device(parsed));
                usage.CheckServed(parsed, profiles.Count == 1);
                ServedEstimate.Run(
                    context, parsed, workload, serving, profiles, new ServingText(parsed.GetValue(depth), intensity),
                    parsed.GetValue(format), parsed.GetValue(output), parsed.GetValue(quiet));
                return ExitCodes.Done;
            }

            usage.CheckPass(parsed);
            EstimateText text = new(parsed.GetValue(depth), intensity);
            if (KernelProfiles.Named(devices.Device(parsed)) is { } kernels)
            {
                parsed.Refuse([devices.Strict], $"has no effect on {kernels.Name}: types that nothing tells are always refused there");
                Estimate estimate = KernelEstimates.Of(
                    workload.Source(parsed), workload.Workload(parsed), workload.Changes(parsed), kernels,
                    new EstimateOptions { Date = context.Clock.GetUtcNow(), Command = context.CommandText });
                Write(context, [estimate], parsed.GetValue(format), text, parsed.GetValue(output), parsed.GetValue(quiet));
                if (!parsed.GetValue(quiet))
                    SayOfDeployments(context, parsed, workload, kernels);
                return ExitCodes.Done;
            }

            EstimableModel model = EstimableModel.Of(workload.Source(parsed), workload.Workload(parsed), workload.Changes(parsed));
            EstimateOptions options = new()
            {
                Unknown = devices.Unknown(parsed),
                Date = context.Clock.GetUtcNow(),
                Command = context.CommandText,
            };
            if (!devices.AreNamed(parsed))
            {
                IReadOnlyList<DeviceAnswer> answers = model.OnEach(devices.Devices(parsed), options);
                Write(
                    context, answers, new DeviceAnswerText(intensity), parsed.GetValue(format), parsed.GetValue(output),
                    parsed.GetValue(quiet));
                return ExitCodes.Done;
            }

            Estimate[] estimates = [.. devices.Devices(parsed).Select(device => model.On(device, options))];
            Write(context, estimates, parsed.GetValue(format), text, parsed.GetValue(output), parsed.GetValue(quiet));
            return ExitCodes.Done;
        });
        return command;
    }

    // The same requests behind as many kept tokens, as a deployment answers them.
    private static void SayOfDeployments(CommandContext context, ParseResult parsed, WorkloadOptions workload, KernelProfile kernels)
    {
        Workload step = workload.Workload(parsed);
        if (step.Phase != GenerationPhase.Decode
            || ServingProfile.Shipped.FirstOrDefault(one => kernels.IsOf(one.Gpu.Name)) is not { } served)
            return;
        int kept = Math.Max(2, step.PastLength ?? 2);
        int answer = Math.Min((int)ServingDeployment.UsualAnswer, kept - 1);
        int prompt = Math.Max(1, kept - (int)Math.Round(ServingDeployment.SteadyPosition * answer));
        string weights = step.Numbers?.Weights is { } asked ? $" --weights {asked.Name}" : "";
        context.Say(string.Create(CultureInfo.InvariantCulture,
            $"what a deployment pays for such a step: jouletree estimate {workload.Source(parsed).Name} --serve --device {served.Name} "
            + $"--requests {step.BatchSize} --prompt-tokens {prompt} --answer-tokens {answer}{weights}"));
    }

    private static void Write(
        CommandContext context, IReadOnlyList<DeviceAnswer> answers, DeviceAnswerText text, OutputFormat format, OutputFile? output,
        bool quiet)
    {
        // Refuses where no device tells the whole.
        _ = DeviceAnswer.BestOf(answers);
        Estimate[] estimates = [.. answers.Where(answer => answer.IsWhole).Select(answer => answer.Estimate!)];
        if (output is not null)
            TreeOutput.Write(output, estimates.Select(estimate => estimate.Tree));
        if (format == OutputFormat.Table)
            context.Show(text.Table(answers, context.CommandText, context.Width));
        else
            ResultText.Write(context, format, "estimate", text.Columns, text.Lines(answers));
        SayOfModel(context, estimates, quiet);
    }

    private static void SayOfModel(CommandContext context, Estimate[] estimates, bool quiet)
    {
        foreach (EstimateRemark remark in estimates.SelectMany(estimate => estimate.Remarks.Where(one =>
            one.Kind == EstimateRemarkKind.NotCounted)).Distinct())
            context.Say($"warning: {remark.Text}");
        foreach (EstimateRemark remark in estimates.SelectMany(estimate => estimate.Remarks.Where(one =>
            one.Kind == EstimateRemarkKind.Configuration && !quiet)).Distinct())
            context.Say(remark.Text);
    }

    private static void Write(
        CommandContext context, Estimate[] estimates, OutputFormat format, EstimateText text, OutputFile? output, bool quiet)
    {
        if (output is not null)
            TreeOutput.Write(output, estimates.Select(estimate => estimate.Tree));
        if (!TableOutput.Write(context, format, "estimate", EstimateColumns.Lines, text.Rows(estimates)))
        {
            context.Show(format switch
            {
                OutputFormat.Json => text.Json(estimates),
                OutputFormat.Csv => EstimateColumns.Lines.Csv(text.Rows(estimates)),
                OutputFormat.Jsonl => TreeText.Of(estimates.Select(estimate => estimate.Tree)),
                _ => text.Table(estimates, context.Width),
            });
        }

        SayOfModel(context, estimates, quiet);
        foreach (Estimate estimate in estimates)
        {
            foreach (EstimateRemark remark in estimate.Remarks)
            {
                if (remark.Kind == EstimateRemarkKind.UnknownTypes)
                    context.Say(remark.Text + " (--strict refuses them)");
                else if (remark.Kind == EstimateRemarkKind.LeftOut)
                    context.Say($"warning: {remark.Text} (--strict refuses that)");
                else if (remark.Kind is EstimateRemarkKind.OutsideRange or EstimateRemarkKind.NoInterval or EstimateRemarkKind.Analogies
                    && !quiet)
                    context.Say($"{estimate.Device}: {remark.Text}");
            }
        }
    }
}
