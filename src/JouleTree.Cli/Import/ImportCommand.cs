using System.CommandLine;
using JouleTree.Cli.Terminal;

namespace JouleTree.Cli.Import;

/// <summary><c>jouletree import</c>: makes tree files from what other tools measured.</summary>
internal static class ImportCommand
{
    /// <summary>The verb with one subcommand a source.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context) =>
        new("import", "Make tree files or layer measurements from what other tools measured or traced.")
        {
            ImportIreneCsvCommand.Create(context),
            ImportCodeCarbonCommand.Create(context),
            ImportOrtProfileCommand.Create(context),
            ImportTorchProfileCommand.Create(context),
        };
}
