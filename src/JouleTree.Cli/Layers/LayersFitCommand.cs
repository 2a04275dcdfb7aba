using System.CommandLine;
using System.Globalization;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Layers.Storage;
using JouleTree.Core.Results;
using JouleTree.Graphs.Layers;

namespace JouleTree.Cli.Layers;

/// <summary><c>jouletree layers fit</c>: fits layer models and stores them.</summary>
internal static class LayersFitCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        LayerDataOptions data = new();
        Option<string> output = new Option<string>("--output", "-o")
        {
            Description = "Folder to write the predictor to.",
            HelpName = "DIR",
            Required = true,
        }.Folder();
        NetworkDataOptions networks =
            new("Measurements of whole networks (layer_idx 0) to learn from how wide the intervals of sums are, and of their modules "
                + "(layer_idx from 1) to learn from what layers cost inside networks.");
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("fit", "Fit energy models of layers on measurements, on all rows unless --split keeps some back.");
        data.AddTo(command);
        networks.AddTo(command);
        command.Add(output);
        command.Add(quiet);
        command.SetAction(parsed =>
        {
            IReadOnlyDictionary<LayerType, LayerSplit> splits = data.Read(parsed, withTest: false);
            if (parsed.GetValue(data.MaxBatch) is { } largest)
                splits = splits.ToDictionary(pair => pair.Key, pair => pair.Value.UpToBatch(largest));
            LayerMethod method = data.MethodOf(parsed);
            if (networks.IsGiven(parsed) && method == LayerMethod.MacLinear)
                throw new UsageException("--networks: mac-linear knows no intervals, so there is no width to learn");
            IReadOnlyList<LayerMeasurement> measured = networks.Read(parsed, data.DataOf(parsed));
            LayerPredictor predictor = LayerPredictor.Fit(method, splits);
            predictor = Teach(predictor, measured, isAsked: networks.IsGiven(parsed), context);
            string folder = parsed.GetRequiredValue(output);
            LayerPredictorFile.Write(folder, predictor);
            if (!parsed.GetValue(quiet))
            {
                foreach ((LayerType type, ILayerModel model) in predictor.Models)
                    context.Say($"{type}, {splits[type].Train.Count} + {splits[type].Validation.Count} rows: {model.Formula}");
                if (predictor.IntervalWidth is { } width)
                    context.Say(string.Create(CultureInfo.InvariantCulture,
                        $"intervals of sums: {width.Factor:g3} times what the layers say, by {Amount.Of(width.Networks, "network")} of "
                        + $"{Amount.Of(width.Architectures, "architecture")}"));
                foreach (NetworkFactor factor in predictor.NetworkFactors)
                    context.Say(string.Create(CultureInfo.InvariantCulture,
                        $"inside networks, {factor.Kind}: {factor.Factor:g3} times what single layers say, by "
                        + $"{Amount.Of(factor.Workloads, "workload")} of {Amount.Of(factor.Architectures, "architecture")}"));
                context.Say($"wrote {Amount.Of(predictor.Models.Count, "model")} to {folder}");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static LayerPredictor Teach(LayerPredictor predictor, IReadOnlyList<LayerMeasurement> measured, bool isAsked,
        CommandContext context)
    {
        IReadOnlyList<NetworkResult> networks = NetworkEvaluation.Estimate(
            predictor, measured, new ZooLayers(), out IReadOnlyList<string> strangers);
        // Of networks that merely lie among the layers nobody asked.
        if (isAsked && strangers.Count > 0)
            context.Say($"warning: not learned from, because their layers are not known: {string.Join(", ", strangers)}");
        foreach (IGrouping<string, NetworkResult> partial in networks.Where(one => isAsked && one.Estimate.IsPartial)
            .GroupBy(one => one.Measurement.Architecture!))
            context.Say($"warning: not learned from, because it has layers without a model "
                + $"({string.Join(", ", partial.First().Estimate.MissingTypes)}): {partial.Key}");
        LayerPredictor taught = NetworkEvaluation.Teach(predictor, networks, NetworkModules.Find(predictor, measured, new ZooLayers()));
        return taught.IntervalWidth is not null || !isAsked
            ? taught
            : throw new InputException(
                $"--networks: whole networks (layer_idx 0) of at least {NetworkIntervalWidth.FewestArchitectures} architectures are "
                    + $"needed, all of whose layers are known and have a model with intervals");
    }
}
