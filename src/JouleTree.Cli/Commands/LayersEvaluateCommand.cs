using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Cli.Output;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Graphs;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Commands;

/// <summary><c>jouletree layers evaluate</c>: judges layer models on layers and networks that fitting never saw.</summary>
internal static class LayersEvaluateCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        LayerDataOptions data = new();
        Option<string[]> networks = new("--networks")
        {
            Description = "Measurements of whole networks (layer_idx 0) to judge sums over layers by.",
            HelpName = "FILES",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<long?> minBatch = new("--min-network-batch") { Description = "Judge whole networks with batch sizes from this one only.", HelpName = "N" };
        Option<OutputFormat> format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv);
        Command command = new("evaluate", "Fit on the training and validation rows, and report errors on test rows and whole networks, beside trivial baselines.");
        data.AddTo(command);
        command.Add(networks);
        command.Add(minBatch);
        command.Add(format);
        command.SetAction(parsed =>
        {
            LayerMeasurement[] whole = [.. parsed.GetRequiredValue(networks).Append(data.DataOf(parsed)).Distinct().SelectMany(LayerDataReader.Read)];
            LayerEvaluationResult result = LayerEvaluation.Evaluate(data.Read(parsed, withTest: true), whole, new LayerEvaluationOptions
            {
                Method = data.MethodOf(parsed),
                LargestFittedBatch = parsed.GetValue(data.MaxBatch),
                SmallestNetworkBatch = parsed.GetValue(minBatch),
                FindNetwork = Find,
            });
            context.Out.Write(parsed.GetValue(format) switch
            {
                OutputFormat.Json => LayerEvaluationText.Json(result),
                OutputFormat.Csv => LayerEvaluationText.Csv(result),
                _ => LayerEvaluationText.Table(result),
            });
            foreach (string warning in result.Warnings)
                context.Say($"warning: {warning}");
            return ExitCodes.Done;
        });
        return command;
    }

    // The published networks by their tables, all others by the zoo.
    private static NetworkShape? Find(string architecture, long batchSize)
    {
        if (NetworkShape.Published(architecture, batchSize) is { } published)
            return published;
        if (ModelZoo.TryFind(architecture) is not { } model)
            return null;
        GraphLayers layers = GraphLayers.Of(model.Build(new Workload { BatchSize = (int)batchSize }));
        return new NetworkShape(layers.Known, layers.Unknown);
    }
}
