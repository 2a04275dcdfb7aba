using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Core.Files;

namespace JouleTree.Cli.Options;

/// <summary>Options that several verbs share, spelled and described once.</summary>
internal static class CommonOptions
{
    /// <summary>
    /// <c>--format table|json|csv|jsonl|parquet|arrow</c>, the same for every verb that prints results. Lines of JSON are trees, as tree
    /// files hold them, where the result is one or more trees; else rows, as CSV, Parquet and Arrow have them.
    /// </summary>
    /// <param name="others">Formats that the verb offers beside.</param>
    public static Option<OutputFormat> Format(params ReadOnlySpan<OutputFormat> others)
    {
        OutputFormat[] formats =
            [OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv, OutputFormat.Jsonl,
            OutputFormat.Parquet, OutputFormat.Arrow, .. others];
        string[] names = [.. formats.Select(NameOf)];
        Option<OutputFormat> option = new("--format")
        {
            Description = $"How to print: {names[0]} (the default), {string.Join(", ", names[1..])}.",
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                int index = Array.IndexOf(names, result.Tokens[0].Value);
                if (index >= 0)
                    return formats[index];
                result.AddError($"--format {result.Tokens[0].Value}: expected {Alternatives(names)}");
                return formats[0];
            },
        };
        option.CompletionSources.Add(names);
        return option;
    }

    /// <summary><c>-o, --output FILE</c>.</summary>
    /// <param name="what">What the file will hold.</param>
    public static Option<OutputFile?> Output(string what) => new Option<OutputFile?>("--output", "-o")
    {
        Description = OutputDescription(what),
        HelpName = "FILE",
    }.Write();

    /// <summary><c>-o, --output FILE</c> for what <c>--format</c> says.</summary>
    /// <param name="what">What the file will hold.</param>
    /// <param name="takesTrees">Lines of JSON are whole trees there, which a table can hold, too.</param>
    public static Option<OutputFile?> FormattedOutput(string what, bool takesTrees = false) =>
        new FormattedOutputOption(OutputDescription(what)) { TakesTrees = takesTrees }.Write();

    /// <summary>What an option says whose file takes a verb's output.</summary>
    /// <param name="what">What the file will hold.</param>
    public static string OutputDescription(string what) =>
        $"File to write {what} to, whole or not at all; with - it goes to standard output, and what else is printed to standard error.";

    /// <summary><c>-q, --quiet</c>.</summary>
    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "No progress and no remarks; errors are still shown." };

    /// <summary>An option that takes one of some words.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="choices">The words, the default first.</param>
    public static Option<string> Choice(string name, string description, params string[] choices)
    {
        Option<string> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', choices),
            DefaultValueFactory = _ => choices[0],
        };
        option.OneOf(choices);
        return option;
    }

    /// <summary>Refuses all but some words.</summary>
    /// <param name="option">An option that takes a word.</param>
    /// <param name="choices">The words.</param>
    public static void OneOf(this Option option, params string[] choices)
    {
        option.CompletionSources.Clear();
        option.CompletionSources.Add(choices);
        option.Validators.Add(result =>
        {
            foreach (string word in result.Tokens.Select(token => token.Value).Where(word => !choices.Contains(word)))
                result.AddError($"{option.Name} {word}: expected {Alternatives(choices)}");
        });
    }

    private static string Alternatives(string[] words) => $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    /// <summary>How <c>--format</c> calls a format.</summary>
    /// <param name="format">A format.</param>
    public static string NameOf(OutputFormat format) =>
        format == OutputFormat.ChromeTrace ? "chrome-trace" : format.ToString().ToLowerInvariant();
}
