using System.CommandLine;
using System.CommandLine.Parsing;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;

namespace JouleTree.Cli.Options;

/// <summary>
/// <c>-o, --output FILE</c> of a verb that writes there what <c>--format</c> says. Other verbs have a file of trees there, and print what
/// <c>--format</c> says.
/// </summary>
internal sealed class FormattedOutputOption : Option<OutputFile?>
{
    /// <summary>The option.</summary>
    /// <param name="description">What it says.</param>
    public FormattedOutputOption(string description)
        : base("--output", "-o")
    {
        Description = description;
        HelpName = "FILE";
    }

    /// <summary>Lines of JSON are whole trees, which a table can hold, too.</summary>
    public bool TakesTrees { get; init; }

    /// <summary>What is wrong with where a command line sends a binary table; null for nothing.</summary>
    /// <param name="parsed">A command line.</param>
    /// <param name="context">Where it would write.</param>
    public static string? Refusal(ParseResult parsed, CommandContext context)
    {
        OptionResult[] options = parsed.Action != parsed.CommandResult.Command.Action
            ? []
            : [.. parsed.CommandResult.Children.OfType<OptionResult>()];
        if (!parsed.CommandResult.Command.Options.OfType<Option<OutputFormat>>().Any())
            return null;
        OutputFormat format = Array.Find(options, option => option.Option is Option<OutputFormat>)?.GetValueOrDefault<OutputFormat>()
            ?? OutputFormat.Table;
        OptionResult? output = Array.Find(options, option => option.Option is FormattedOutputOption);
        OutputFile? file = output?.GetValueOrDefault<OutputFile?>();
        if (file is not null && TableNames.Of(file) is { } promised && promised != format)
        {
            bool takesTrees = ((FormattedOutputOption)output!.Option).TakesTrees;
            if (!(takesTrees && format == OutputFormat.Jsonl))
                return $"{file}: a file of that name is binary, and --format {CommonOptions.NameOf(format)} is not: add --format "
                    + CommonOptions.NameOf(promised) + (takesTrees ? ", or --format jsonl for the whole tree" : "")
                    + ", or name it otherwise";
        }

        if (!format.IsBinary() || file is { Path: not null })
            return null;
        if (file is null && FileOption.WritesToStandardOutput(parsed))
            return $"--format {CommonOptions.NameOf(format)} and a file take standard output both: give the file a name";
        return context.IsOutTerminal
            ? $"--format {CommonOptions.NameOf(format)} is binary and not for a terminal: "
                + (parsed.CommandResult.Command.Options.OfType<FormattedOutputOption>().Any()
                    ? "add -o FILE, or send it into a file or pipe"
                    : "send it into a file or pipe (> FILE)")
            : null;
    }
}
