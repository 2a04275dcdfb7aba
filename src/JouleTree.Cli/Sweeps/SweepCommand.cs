using System.CommandLine;
using JouleTree.Cli.Completion;
using JouleTree.Cli.Devices;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Pictures;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Estimates;
using JouleTree.Serving;

namespace JouleTree.Cli.Sweeps;

/// <summary><c>jouletree sweep</c>: estimates over many workloads, a line each.</summary>
internal static class SweepCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile[]> models = new Argument<InputFile[]>("MODEL")
        {
            Description = "Names that `jouletree inspect --list` shows, folders of models, config.json, .gguf or .onnx files; - is "
                + "standard input.",
            HelpName = "MODEL",
            Arity = ArgumentArity.OneOrMore,
        }.Read();
        models.CompletionSources.Add(_ => Suggestions.Models);
        Option<IReadOnlyList<int>?> batches = NumberList.Option("--batch-size", "-b", "Batch sizes");
        Option<IReadOnlyList<int>?> lengths = NumberList.Option("--seq-len", "-s", "Lengths in tokens");
        Option<string[]> over = new("--over")
        {
            Description = $"A size of the architecture to vary, such as num_hidden_layers=2:24:2; may repeat.",
            HelpName = "KEY=LIST",
            DefaultValueFactory = _ => [],
        };
        Option<string[]> set = SetOption.Create();
        PhaseOptions phase = new();
        DeviceOptions devices = new();
        Option<int> depth = new Option<int>("--depth")
        {
            Description = "Levels below the model to write; 0 for the whole model alone.",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        }.Whole(0);
        Option<OutputFormat> format = CommonOptions.Format();
        Option<OutputFile?> output = CommonOptions.FormattedOutput("the lines");
        Option<bool> quiet = CommonOptions.Quiet();
        ServingSweepOptions serving = new();
        PictureOptions pictures = new([ServingSweep.Plot], output: output);
        Command command = new("sweep", "Estimate the energy of models over batch sizes, lengths and sizes of the architecture, a line a "
            + "workload, or with --serve over deployments on GPUs, without running anything.") { models, batches, lengths, over, set };
        phase.AddTo(command);
        devices.AddTo(command);
        foreach (Option option in (Option[])[depth, format, output, quiet])
            command.Add(option);
        pictures.AddTo(command);
        serving.AddTo(command, [set, format, output, quiet, devices.DeviceName], pictures.Own);
        command.SetAction((parsed, cancellation) =>
        {
            if (serving.IsAsked(parsed))
            {
                Serve(context, parsed, serving, pictures, (models, set, devices, format, output, quiet));
                return Task.FromResult(ExitCodes.Done);
            }

            SweepPlan plan = new(
                parsed.GetRequiredValue(models),
                parsed.GetValue(batches) ?? [1],
                parsed.GetValue(lengths),
                [.. parsed.GetRequiredValue(over).Select(SweptSize.Parse)],
                parsed.GetRequiredValue(set),
                workload => phase.Apply(parsed, workload));
            SweepRunner runner = new(
                plan, devices.Devices(parsed), new EstimateOptions { Unknown = devices.Unknown(parsed) }, parsed.GetValue(depth));
            Run(context, runner, plan, parsed.GetValue(format), parsed.GetValue(output), cancellation);
            Tell(context, runner, parsed.GetValue(quiet));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Serve(
        CommandContext context, ParseResult parsed, ServingSweepOptions serving, PictureOptions pictures,
        (Argument<InputFile[]> Models, Option<string[]> Set, DeviceOptions Devices, Option<OutputFormat> Format,
            Option<OutputFile?> Output, Option<bool> Quiet) options)
    {
        ServingSweep sweep = new(context, serving.Grid(parsed, options.Devices.Device(parsed)));
        DeploymentChoice choice = sweep.Choose(
            parsed.GetRequiredValue(options.Models), serving.Weights(parsed), parsed.GetRequiredValue(options.Set));
        OutputFormat format = parsed.GetValue(options.Format);
        bool showsAll = serving.ShowsAll(parsed);
        bool isDrawn = pictures.PlotOf(parsed) is not null;
        if (isDrawn)
            pictures.Write(parsed, (_, style) => sweep.Draw(choice, style));
        else
            sweep.Write(choice, format, parsed.GetValue(options.Output), showsAll);
        if (!parsed.GetValue(options.Quiet))
            sweep.Say(choice, isShort: format == OutputFormat.Table && !showsAll && !isDrawn);
    }

    private static void Run(
        CommandContext context, SweepRunner runner, SweepPlan plan, OutputFormat format, OutputFile? output,
        CancellationToken cancellation)
    {
        if (format.IsBinary())
        {
            TableOutput.Destination(context, output).Write(stream =>
            {
                using SweepTable table = new(format, plan, stream);
                Run(table);
            });
        }
        else if (output is null)
        {
            Run(new SweepText(format, plan, context.Out));
        }
        else
        {
            output.Write(stream =>
            {
                using StreamWriter writer = new(stream, leaveOpen: true) { NewLine = "\n" };
                Run(new SweepText(format, plan, writer));
            });
        }

        void Run(ISweepOutput lines)
        {
            runner.Run(lines, cancellation);
            RefuseNothing(runner);
        }
    }

    private static void RefuseNothing(SweepRunner runner)
    {
        if (runner.Failed == runner.Estimates)
            throw new InputException($"none of {Amount.Of(runner.Estimates, "estimate")} is possible; the first: {runner.FirstProblem}");
    }

    private static void Tell(CommandContext context, SweepRunner runner, bool quiet)
    {
        if (runner.FirstProblem is { } problem)
            context.Say($"{runner.Failed} of {Amount.Of(runner.Estimates, "estimate")} {Amount.Do(runner.Failed, "is", "are")} not "
                + $"possible, such as: {problem}");
        if (runner.FirstUncounted is { } uncounted)
            context.Say($"warning: {runner.Partial} of {Amount.Of(runner.Estimates, "estimate")} "
                + $"{Amount.Do(runner.Partial, "is", "are")} partial (column notes), such as: {uncounted}");
        if (!quiet && runner.Outside > 0)
            context.Say($"{runner.Outside} of {Amount.Of(runner.Estimates, "estimate")} {Amount.Do(runner.Outside, "lies", "lie")} "
                + "outside the training range, "
                + $"{Amount.Do(runner.Outside, "its interval is", "their intervals are")} wide (column notes)");
        foreach (string remark in quiet ? [] : runner.Configurations)
            context.Say(remark);
        foreach ((string device, string types) in quiet ? [] : runner.UnknownTypes)
            context.Say($"UNKNOWN TYPES on {device}: {types} were never measured there, and are estimated from FLOPs and bytes alone "
                + $"(--strict refuses them)");
    }
}
