using System.CommandLine;
using JouleTree.Cli.Devices;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Predictors;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;

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
        Option<string?> output = CommonOptions.Output("the tree with its predictions, intervals and terms");
        Option<OutputFormat> format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("estimate", "Estimate the energy of every node of a model on a device, with intervals, without running "
            + "anything.");
        workload.AddTo(command);
        devices.AddTo(command);
        foreach (Option option in (Option[])[depth, output, format, quiet])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(workload.Model) is null)
                result.AddError("estimate needs a MODEL: a name that `jouletree inspect --list` shows, or an .onnx file");
        });
        command.SetAction(parsed =>
        {
            Graph graph = workload.Build(parsed);
            if (graph.MissingWeights is { } missing)
                throw missing.In(parsed.GetRequiredValue(workload.Model)!);
            if (graph.Workload.FloatType != DataType.Float32)
                throw new UsageException("--data-type: device profiles are of float32 models, and energies of other types differ");
            GraphView view = GraphView.ForPrediction(graph);
            List<EstimatedTree> estimates = [];
            foreach ((string name, CalibratedPredictor chosen) in devices.Predictors(parsed))
                estimates.Add(Estimate(context, name, chosen, view.Tree, devices.Unknown(parsed)));
            foreach (UncountedOperators uncounted in view.Uncounted)
                context.Say($"warning: NOT COUNTED: {uncounted.Occurrences} x {uncounted.Type}: {uncounted.Reason}; the estimates are "
                    + $"partial");
            Write(context, estimates, parsed.GetValue(format), parsed.GetValue(depth), parsed.GetValue(output), parsed.GetValue(quiet));
            return ExitCodes.Done;
        });
        return command;
    }

    private static EstimatedTree Estimate(CommandContext context, string name, CalibratedPredictor predictor, ModelTree tree,
        UnknownPrimitives unknown)
    {
        PredictionLog log = new();
        ModelTree predicted = predictor.Predict(tree, unknown, log) with
        {
            Details = (tree.Details ?? new TreeDetails()) with
            {
                Device = new NamedDetails { Name = name },
                Software = new Dictionary<string, string>
                {
                    ["jouletree"] = typeof(EstimateCommand).Assembly.GetName().Version?.ToString(3)
                    ?? "0"
                },
                Date = context.Clock.GetUtcNow(),
                Command = context.CommandText,
            },
        };
        return new EstimatedTree(name, predicted, log);
    }

    private static void Write(
        CommandContext context, List<EstimatedTree> estimates, OutputFormat format, int depth, string? output, bool quiet)
    {
        if (output is not null)
        {
            AtomicFile.Write(output, stream =>
            {
                using TreeWriter writer = new(stream);
                writer.Write(estimates.Select(estimate => estimate.Tree));
            });
        }

        context.ShowLine(format switch
        {
            OutputFormat.Json => EstimateText.Json(estimates, depth),
            OutputFormat.Csv => EstimateText.Csv(estimates, depth),
            _ => EstimateText.Table(estimates, depth),
        });
        foreach (EstimatedTree estimate in estimates)
        {
            if (estimate.UnknownTypes() is { } types)
                context.Say(types);
            if (!quiet && PredictionRemarks.ExtrapolationOf(estimate.Tree) is { } extrapolation)
                context.Say($"{estimate.Device}: {extrapolation}");
        }
    }
}
