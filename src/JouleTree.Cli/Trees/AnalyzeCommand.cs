using System.CommandLine;
using JouleTree.Cli.Terminal;

namespace JouleTree.Cli.Trees;

/// <summary><c>jouletree analyze</c>: says where measured energy goes.</summary>
internal static class AnalyzeCommand
{
    /// <summary>The verb with its subcommands.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context) =>
        new("analyze", "Say where the energy of measured networks goes.")
        {
            AnalyzeModulesCommand.Create(context),
        };
}
