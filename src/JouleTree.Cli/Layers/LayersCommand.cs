using System.CommandLine;
using JouleTree.Cli.Terminal;

namespace JouleTree.Cli.Layers;

/// <summary><c>jouletree layers</c>: layer-wise energy models.</summary>
internal static class LayersCommand
{
    /// <summary>The verb with its subcommands.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context) =>
        new("layers", "Fit energy models of single layers, judge them, and sum them to whole networks.")
        {
            LayersFitCommand.Create(context),
            LayersEvaluateCommand.Create(context),
            LayersEstimateCommand.Create(context),
        };
}
