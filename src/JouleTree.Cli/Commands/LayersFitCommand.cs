using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Storage;

namespace JouleTree.Cli.Commands;

/// <summary><c>jouletree layers fit</c>: fits layer models and stores them.</summary>
internal static class LayersFitCommand
{
    /// <summary>The subcommand.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        LayerDataOptions data = new();
        Option<string> output = new("--output", "-o") { Description = "Folder to write the predictor to.", HelpName = "DIR", Required = true };
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("fit", "Fit energy models of layers on measurements, on all rows unless --split keeps some back.");
        data.AddTo(command);
        command.Add(output);
        command.Add(quiet);
        command.SetAction(parsed =>
        {
            IReadOnlyDictionary<LayerType, LayerSplit> splits = data.Read(parsed, withTest: false);
            if (parsed.GetValue(data.MaxBatch) is { } largest)
                splits = splits.ToDictionary(pair => pair.Key, pair => pair.Value.UpToBatch(largest));
            LayerPredictor predictor = LayerPredictor.Fit(data.MethodOf(parsed), splits);
            string folder = parsed.GetRequiredValue(output);
            LayerPredictorFile.Write(folder, predictor);
            if (!parsed.GetValue(quiet))
            {
                foreach ((LayerType type, ILayerModel model) in predictor.Models)
                    context.Say($"{type}, {splits[type].Train.Count} + {splits[type].Validation.Count} rows: {model.Formula}");
                context.Say($"wrote {predictor.Models.Count} models to {folder}");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
