using System.CommandLine;
using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Comparisons;

/// <summary><c>jouletree compare</c>: two models, files, workloads or measured trees side by side.</summary>
internal static class CompareCommand
{
    private const int DefaultDepth = 3;

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        ComparedTreesOptions trees = new();
        Option<int> depth = new Option<int>("--depth", "-d")
        {
            Description = "Levels of the trees that the table shows.",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultDepth,
        }.Whole(0);
        Option<double?> failAbove = new("--fail-above")
        {
            Description = "Exit with 4 where a column differs by more than this, such as 5%, and not by uncertainty alone.",
            HelpName = "PERCENT",
            CustomParser = result => Percent(result.Tokens[0].Value) is { } fraction
                ? fraction
                : Wrong(result, $"--fail-above {result.Tokens[0].Value}: expected a percentage of at least 0, such as 5%"),
        };
        Option<string> failLevel =
            CommonOptions.Choice("--fail-level", "Which nodes --fail-above looks at: the whole model, modules too, or everything.",
                "model", "module", "ml");
        Option<string> failOn = CommonOptions.Choice("--fail-on", "What --fail-above minds: any difference, or only that B is larger.",
            "difference", "increase");
        Option<OutputFormat> format = CommonOptions.Format();
        Option<OutputFile?> output = CommonOptions.FormattedOutput("the comparison");
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("compare", "Put two models, files, workloads or measured trees side by side, scope by scope.");
        trees.AddTo(command);
        foreach (Option option in (Option[])[depth, failAbove, failLevel, failOn, format, output, quiet])
            command.Add(option);
        command.SetAction(parsed =>
        {
            IReadOnlyList<TreeComparison> comparisons = trees.Compare(parsed, context, parsed.GetValue(quiet));
            OutputFile? file = parsed.GetValue(output);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ResultText.Write(context, ComparisonJson.Document(comparisons, trees.Served), file);
            else if (parsed.GetValue(format) == OutputFormat.Table)
                WriteTable(context, comparisons, trees.Served, parsed.GetValue(depth), file);
            else
                ResultText.Write(
                    context, parsed.GetValue(format), "compare", ComparisonColumns.Lines, [.. ComparisonRow.Of(comparisons)], file);
            return parsed.GetValue(failAbove) is { } fraction
                ? Outcome(context, comparisons, fraction, parsed.GetRequiredValue(failLevel),
                    parsed.GetRequiredValue(failOn) == "increase")
                : ExitCodes.Done;
        });
        return command;
    }

    private static void WriteTable(
        CommandContext context, IReadOnlyList<TreeComparison> comparisons, ServedComparison? served, int depth, OutputFile? file)
    {
        int? width = file is null ? context.Width : null;
        ResultText.Write(context, ComparisonText.Of(comparisons, depth, width) + served?.Text(width), file);
    }

    private static int Outcome(CommandContext context, IReadOnlyList<TreeComparison> comparisons, double fraction, string level,
        bool increasesOnly)
    {
        const int shown = 5;
        NodeKind finest = level switch { "ml" => NodeKind.Primitive, "module" => NodeKind.Module, _ => NodeKind.Model };
        (ComparedNode Node, ComparedValue Value)[] exceeding =
            [.. comparisons.SelectMany(comparison => comparison.Exceeding(fraction, finest, increasesOnly))];
        if (exceeding.Length == 0)
            return ExitCodes.Done;
        foreach ((ComparedNode node, ComparedValue value) in exceeding.Take(shown))
            context.Say($"above {Text(fraction)}: {node.Either.Scope} {value.Column.ToName()} {ComparisonText.Change(value)}");
        if (exceeding.Length > shown)
            context.Say($"and {exceeding.Length - shown} more");
        return ExitCodes.AboveThreshold;
    }

    private static string Text(double fraction) => (100 * fraction).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    private static double? Percent(string text) =>
        NumberOption.Real(text.TrimEnd('%')) is { } percent and >= 0 ? percent / 100 : null;

    private static double? Wrong(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return null;
    }
}
