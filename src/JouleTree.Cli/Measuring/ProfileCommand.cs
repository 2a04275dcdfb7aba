using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Measurement;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.OnnxRuntime;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Measurement.Profiling.Models;
using JouleTree.Measurement.Tokenizers;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Protocol;
using JouleTree.Models;

namespace JouleTree.Cli.Measuring;

/// <summary><c>jouletree profile</c>: runs a model, module by module, and says what each costs.</summary>
internal static class ProfileCommand
{
    private const int DefaultShownDepth = 3;

    private static readonly NumberTypes Float32 = new()
    {
        Weights = NumberFormat.Of(DataType.Float32),
        Activations = NumberFormat.Of(DataType.Float32),
    };

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        WorkloadOptions workload = new();
        MeasuringCommandOptions measuring = new();
        MeterCommandOptions meter = new();
        Option<string> view = new("--view")
        {
            Description = "full (every operator a leaf) or irene (as in the published trees).",
            HelpName = "full|irene",
            DefaultValueFactory = _ => "full",
        };
        view.OneOf("full", "irene");
        Option<int> depth = new Option<int>("--depth", "-d")
        {
            Description = "Levels of the tree that the table shows.",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultShownDepth,
        }.Whole(0);
        Option<OutputFormat> format = CommonOptions.Format(OutputFormat.ChromeTrace);
        Option<OutputFile?> output = CommonOptions.Output("the measured tree (JSONL, or a row a node as .parquet or .arrow)");
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("profile", "Run a model, module by module, and measure time and energy of each.");
        workload.AddTo(command);
        measuring.AddTo(command);
        meter.AddTo(command);
        foreach (Option option in (Option[])[view, depth, format, output, quiet])
            command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            using ProviderChild? child = ProviderChild.OfThisProcess();
            if (child is null && context.Self is { } self && measuring.Provider.IsForeign(parsed))
            {
                ProviderOutcome outcome = ProviderSupervisor.Run(self, measuring.Provider.Silence(parsed), context.Clock);
                if (outcome.Kept is { } kept)
                    Show(kept, null, parsed);
                if (outcome.Failure is { } failure)
                    context.Fail(failure);
                return Task.FromResult(outcome.ExitCode);
            }

            ProfileResult result = Profile(context, parsed, workload, measuring, meter, parsed.GetValue(quiet),
                child is null ? null : soFar => child.Keep(Told(soFar, parsed)), message => child?.Tell(message), cancellation);
            Show(Told(result, parsed), result, parsed);
            // The table says it itself; data say it in the notes of the root, which nobody reads at once.
            bool isSaid = parsed.GetValue(format) == OutputFormat.Table || parsed.GetValue(quiet);
            if (!isSaid && PartsAndWhole.Of(result.Full.Root) is { } parts)
                context.Say(parts);
            int code = Outcome(context, result.Measurement);
            context.Out.Flush();
            child?.End(code);
            return Task.FromResult(code);
        });
        return command;

        ModelTree Told(ProfileResult result, ParseResult parsed)
        {
            ModelTree tree = parsed.GetRequiredValue(view) == "irene" ? result.Irene : result.Full;
            return tree with { Details = tree.Details! with { Command = context.CommandText } };
        }

        void Show(ModelTree tree, ProfileResult? result, ParseResult parsed)
        {
            if (parsed.GetValue(output) is { } file)
                TreeOutput.Write(file, tree);
            if (!TableOutput.Write(context, parsed.GetValue(format), "profile", ProfileColumns.Data, ProfileRow.Of(tree)))
                context.Show(Render(tree, result, parsed.GetValue(format), parsed.GetValue(depth), context.Width));
        }
    }

    private static ProfileResult Profile(
        CommandContext context, ParseResult parsed, WorkloadOptions workload, MeasuringCommandOptions measuring,
            MeterCommandOptions meterOptions,
        bool quiet, Action<ProfileResult>? keep, Action<string> tell, CancellationToken cancellation)
    {
        DriftHistory? history = measuring.History(parsed);
        ReferenceWork reference = new();
        tell("loading the engine");
        IInferenceEngine engine = EngineLocator.Open(parsed.GetValue(measuring.Library));
        ProviderChoice provider;
        ProfileOptions options;
        MeterChoice choice;
        try
        {
            provider = measuring.Provider.Read(parsed, engine.Description);
            options = provider.In(measuring.Read(parsed)) with
            {
                Drift = new DriftOptions(reference.Tasks, history?.Read() ?? []),
                Kept = keep,
            };
            ForeignRules.Check(options);
            ForeignRules.Start(engine, options);
            choice = meterOptions.Open(parsed, meterOptions.Read(parsed, provider.RunsOnGpu, provider.Gpu), context.Machine);
        }
        catch
        {
            engine.Dispose();
            throw;
        }

        using MeasuringMachine machine = new(choice, engine, context.Machine);
        ModelSource source = workload.Source(parsed);
        ProfiledModel model = machine.Prepare(source, workload.Workload(parsed), workload.Changes(parsed));
        if (source.Network is null && (model.Graph.IsNarrow || model.Graph.Workload.FloatType != DataType.Float32))
        {
            options = options with
            {
                Baseline = machine.Prepare(source, workload.Workload(parsed) with { FloatType = DataType.Float32, Numbers = Float32 },
                    workload.Changes(parsed)),
            };
        }

        if (workload.Tokens(parsed) is { } tokens)
        {
            options = options with
            {
                Inputs = tokens.InputsOf(model.Graph).Where(pair => !options.Inputs.ContainsKey(pair.Key)).Concat(options.Inputs)
                    .ToDictionary(),
            };
            if (!quiet)
                context.Say(TextTokens(tokens));
        }

        if (!quiet && provider.Reason is { } reason)
            context.Say(reason);
        if (!quiet)
            context.Say($"meter {machine.Meter.Name} ({machine.Meter.Method}): {machine.MeterReason}");
        using ProfileProgressLine progress = new(context, quiet);
        ProfileResult result = machine.Profile(model, options, Report, cancellation);
        if (result.Reading is { } reading)
            history?.Add(reading);
        return result;

        void Report(ProfileProgress step)
        {
            tell(step.Message);
            progress.Report(step);
        }
    }

    private static string TextTokens(TokenBatch tokens) =>
        $"{Amount.Of(tokens.BatchSize, "text")}: length {tokens.Length}, {Amount.Of(tokens.TokenCount, "token")} without padding";

    private static int Outcome(CommandContext context, MeasurementResult measured)
    {
        if (measured.Interruption is not { } interruption)
            return ExitCodes.Done;
        context.Fail($"{interruption}; what was measured before is kept");
        return ExitCodes.Failed;
    }

    private static string Render(ModelTree tree, ProfileResult? result, OutputFormat format, int depth, int? width)
    {
        switch (format)
        {
            case OutputFormat.Json:
                return ProfileJson.Of(tree) + "\n";
            case OutputFormat.Csv:
                return ProfileColumns.Data.Csv(ProfileRow.Of(tree));
            case OutputFormat.ChromeTrace:
                return JsonText.Of(json => TreeTrace.Write(json, tree)) + "\n";
            case OutputFormat.Jsonl:
                return TreeText.Of(tree);
            default:
                return ProfileTable.Of(tree, result, depth, width);
        }
    }
}
