using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Networks;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Layers.Storage;
using JouleTree.Core.Results;
using JouleTree.Graphs;
using JouleTree.Graphs.Layers;

namespace JouleTree.Cli.Layers;

/// <summary><c>jouletree layers estimate</c>: energy of a network as the sum of its layers.</summary>
internal static class LayersEstimateCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        WorkloadOptions workload = new();
        Option<string> predictor = new Option<string>("--predictor", "-p")
        {
            Description = "Folder that jouletree layers fit wrote.",
            HelpName = "DIR",
            Required = true,
        }.Folder();
        Option<OutputFormat> format = CommonOptions.Format();
        Command command = new("estimate", "Estimate the energy of a network, from the zoo or an ONNX file, as the sum of its layers.");
        workload.AddTo(command);
        command.Add(predictor);
        command.Add(format);
        command.SetAction(parsed =>
        {
            LayerPredictor models = LayerPredictorFile.Read(parsed.GetRequiredValue(predictor));
            Graph graph = workload.Build(parsed);
            if (graph.Workload.FloatType != DataType.Float32)
                throw new UsageException("--data-type: the layer models are of float32 layers, and energies of other types differ");
            NetworkLayers layers = GraphLayers.Of(graph);
            NetworkEstimate estimate = models.Estimate(layers);
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Show(LayerEstimateText.Json(graph.ModelName, graph.Workload.BatchSize, models, estimate));
            else if (parsed.GetValue(format) == OutputFormat.Table)
                context.Show(LayerEstimateText.Table(graph.ModelName, graph.Workload.BatchSize, models, estimate, context.Width));
            else
                ResultText.Write(
                    context, parsed.GetValue(format), "layers estimate", LayerEstimateColumns.Layers, [.. LayerEstimateRow.Of(estimate)]);
            // The table says both below its sum.
            bool isSaid = parsed.GetValue(format) == OutputFormat.Table;
            if (estimate.IsPartial && !isSaid)
                context.Say($"warning: the sum is PARTIAL: no model for {string.Join(", ", estimate.MissingTypes)}");
            if (estimate.AnalogousTypes.Count > 0 && !isSaid)
                context.Say($"estimated by analogy, because their like was never measured: {string.Join(", ", estimate.AnalogousTypes)}");
            if (estimate.OutsideCount > 0)
                context.Say($"warning: {estimate.OutsideCount} of {Amount.Of(estimate.Layers.Count, "layer")} "
                    + $"{Amount.Do(estimate.OutsideCount, "is", "are")} outside the range that the models were fitted on");
            return ExitCodes.Done;
        });
        return command;
    }
}
