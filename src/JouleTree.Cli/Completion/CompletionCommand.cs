using System.CommandLine;
using System.CommandLine.Completions;
using JouleTree.Cli.Terminal;

namespace JouleTree.Cli.Completion;

/// <summary><c>jouletree completion</c>: a script by which a shell completes the command's words.</summary>
/// <remarks>The scripts ask the command itself, by System.CommandLine's directive <c>[suggest:POSITION]</c>: they know no verb.</remarks>
internal static class CompletionCommand
{
    /// <summary>Shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish", "powershell"];

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<string> shell = new("SHELL")
        {
            Description = $"The shell: {string.Join(", ", Shells)}.",
            HelpName = "SHELL",
        };
        shell.CompletionSources.Add(_ => Shells.Select(name => new CompletionItem(name)));
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Shells.Contains(token.Value))
            {
                string expected = $"{string.Join(", ", Shells.SkipLast(1))} or {Shells[^1]}";
                result.AddError($"there is no script for '{token.Value}': expected {expected}");
            }
        });
        Command command = new("completion", "Print the script by which a shell completes verbs, options, models and devices.") { shell };
        command.SetAction(parsed =>
        {
            context.Show(Script(parsed.GetRequiredValue(shell)));
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Script(string shell)
    {
        using Stream stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion/{shell}")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
