using System.CommandLine;
using System.CommandLine.Parsing;
using JouleTree.Cli.Programs;

namespace JouleTree.Cli;

/// <summary>What is wrong with a command line, in one sentence.</summary>
internal static class UsageText
{
    // Options that had another name before (CHANGELOG.md).
    private static readonly Dictionary<string, string> Renamed = new() { ["--show"] = "--depth" };

    // Changes of a letter after which two names are no longer taken for the same.
    private const int MostChanges = 3;

    /// <summary>The one problem that says most.</summary>
    /// <param name="parsed">A command line with errors.</param>
    public static string Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.Count > 0)
            return Unmatched(command, parsed.UnmatchedTokens[0]);
        if (command.Subcommands.Count > 0 && command.Action is null)
        {
            return command is RootCommand
                ? "no command is named"
                : $"{command.Name} needs one of {string.Join(", ", command.Subcommands.Select(child => child.Name))}";
        }

        if (parsed.Errors[0].SymbolResult is ArgumentResult { Tokens.Count: 0, Argument: { Description: { } description } argument })
            return $"{command.Name} needs {argument.Name}: {description.Split(';')[0].TrimEnd('.')}";
        string message = parsed.Errors[0].Message.Split('\n')[0].TrimEnd('.', '\r');
        return char.ToLowerInvariant(message[0]) + message[1..];
    }

    /// <summary>
    /// A word that looks like an option, is none, and fell into the place of a file or a name; null for none. Behind <c>--</c> all words
    /// are what they are.
    /// </summary>
    /// <param name="parsed">A command line without errors.</param>
    public static string? OptionTakenForAnArgument(ParseResult parsed)
    {
        HashSet<Token> arguments = [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)];
        Token? slip = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Value is ['-', _, ..] && arguments.Contains(token));
        return slip is null ? null : Unmatched(parsed.CommandResult.Command, slip.Value);
    }

    /// <summary>The command as it is typed, such as <c>jouletree import irene-csv</c>.</summary>
    /// <param name="result">A command of a command line.</param>
    public static string NameOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : "jouletree";

    private static string Unmatched(Command command, string token)
    {
        bool isOption = token.StartsWith('-');
        if (isOption && command is ProgramCommand)
            return $"there is no option {token}; what belongs to the program stands behind --";
        if (Renamed.TryGetValue(token, out string? now) && command.Options.Any(option => option.Name == now))
            return $"there is no option {token} any more: it is called {now}";
        IEnumerable<string> known = isOption
            ? command.Options.SelectMany(option => option.Aliases.Append(option.Name))
            : command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name);
        string? meant = known.Select(name => (Name: name, Changes: Changes(name, token)))
            .Where(one => one.Changes <= MostChanges && one.Changes < token.Length)
            .OrderBy(one => one.Changes).ThenBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => one.Name).FirstOrDefault();
        string problem = isOption ? $"there is no option {token}"
            : command.Subcommands.Count > 0 ? $"there is no command '{token}'"
            : $"'{token}' is one argument too many";
        return meant is null ? problem : $"{problem}; did you mean {meant}?";
    }

    // Letters to put in, leave out or exchange (Levenshtein, 1966).
    private static int Changes(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int first = 1; first <= from.Length; first++)
        {
            int diagonal = row[0];
            row[0] = first;
            for (int second = 1; second <= to.Length; second++)
            {
                int exchanged = diagonal + (from[first - 1] == to[second - 1] ? 0 : 1);
                diagonal = row[second];
                row[second] = Math.Min(exchanged, 1 + Math.Min(row[second], row[second - 1]));
            }
        }

        return row[^1];
    }
}
