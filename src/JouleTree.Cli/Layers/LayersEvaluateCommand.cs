using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Pictures;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Graphs.Layers;
using JouleTree.Reporting.Layers;

namespace JouleTree.Cli.Layers;

/// <summary><c>jouletree layers evaluate</c>: judges layer models on layers and networks that fitting never saw.</summary>
internal static class LayersEvaluateCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        LayerDataOptions data = new();
        NetworkDataOptions networks = new("Measurements of whole networks (layer_idx 0) to judge sums over layers by.");
        Option<long?> minBatch = new Option<long?>("--min-network-batch")
        {
            Description = "Judge whole networks with batch sizes from this one only.",
            HelpName = "N",
        }.Whole(1);
        Option<OutputFormat> format = CommonOptions.Format();
        PictureOptions picture = new(LayerPlots.Names);
        Command command = new("evaluate", "Fit on the training and validation rows, and report errors on test rows and whole networks, "
            + "beside trivial baselines.");
        data.AddTo(command);
        networks.AddTo(command);
        command.Add(minBatch);
        command.Add(format);
        picture.AddTo(command);
        command.SetAction(parsed =>
        {
            LayerEvaluationResult result = LayerEvaluation.Evaluate(
                data.Read(parsed, withTest: true), networks.Read(parsed, data.DataOf(parsed)), new ZooLayers(), new LayerEvaluationOptions
                {
                    Method = data.MethodOf(parsed),
                    LargestFittedBatch = parsed.GetValue(data.MaxBatch),
                    SmallestNetworkBatch = parsed.GetValue(minBatch),
                });
            picture.Write(parsed, (name, style) => LayerPlots.Render(name, result, style));
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Show(LayerEvaluationText.Json(result));
            else if (parsed.GetValue(format) == OutputFormat.Table)
                context.Show(LayerEvaluationText.Table(result, context.Width));
            else
                ResultText.Write(
                    context, parsed.GetValue(format), "layers evaluate", LayerErrorColumns.Titled("name"), [.. LayerErrorRow.Of(result)]);
            foreach (string warning in result.Warnings)
                context.Say($"warning: {warning}");
            return ExitCodes.Done;
        });
        return command;
    }
}
