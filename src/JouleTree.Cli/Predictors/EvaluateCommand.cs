using System.CommandLine;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Trees;
using JouleTree.Core.Errors;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;

namespace JouleTree.Cli.Predictors;

/// <summary><c>jouletree evaluate</c>: percentage errors of predicted trees by kind of node.</summary>
internal static class EvaluateCommand
{
    private static readonly ResultTable<(NodeKind Kind, double Error, EvaluationResult Result)> Columns = new(
        new("kind", row => row.Kind.ToPublishedName()),
        new("percent_error", row => row.Error),
        new("nodes", row => row.Result.Errors.CountOf(row.Kind)),
        new("trees", row => row.Result.Trees),
        new("missing_nodes", row => row.Result.MissingCount),
        new("additional_nodes", row => row.Result.AdditionalCount));

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> gold = TreeArguments.Data("Trees with ground_truth_energy.", "GOLD.jsonl");
        Argument<InputFile> predicted = TreeArguments.Data("The same trees with predicted_energy.", "PRED.jsonl");
        Option<IReadOnlyList<NodeKind>?> kinds = Kinds();
        Option<bool> allowMissing = new("--allow-missing") { Description = "Leave nodes without a partner out instead of failing." };
        Option<OutputFormat> format = CommonOptions.Format();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("evaluate", "Compare predicted trees with measured ones.") { gold, predicted, kinds, allowMissing, format,
            quiet };
        command.SetAction((parsed, cancellation) =>
        {
            EvaluationResult result = EvaluationResult.Of(
                TreeReader.Read(parsed.GetRequiredValue(gold), TreeReadOptions.Only(EvaluationResult.GoldColumns)),
                TreeReader.Read(parsed.GetRequiredValue(predicted), TreeReadOptions.Only(EvaluationResult.PredictedColumns)),
                cancellation);
            ReportUnpaired(
                context, result, parsed.GetRequiredValue(predicted).Name, parsed.GetValue(allowMissing), parsed.GetValue(quiet));
            Print(context, result, parsed.GetValue(kinds) ?? NodeKindNames.Reported, parsed.GetValue(format));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static Option<IReadOnlyList<NodeKind>?> Kinds() => new("--node-types", "--node_types")
    {
        Description = "Kinds of nodes to report, joined by commas; all where nothing is said.",
        HelpName = "ml,module,model",
        CustomParser = result =>
        {
            List<NodeKind> kinds = [];
            foreach (string name in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
            {
                if (NodeKindNames.Parse(name) is not { } kind)
                    result.AddError($"--node-types {result.Tokens[0].Value}: '{name}' is not one of ml, module, model");
                else if (!kinds.Contains(kind))
                    kinds.Add(kind);
            }

            return kinds;
        },
    };

    private static void ReportUnpaired(CommandContext context, EvaluationResult result, string predicted, bool allow, bool quiet)
    {
        if (result.MissingCount + result.AdditionalCount == 0)
            return;
        string summary = $"{Amount.Of(result.MissingCount, "node has", "nodes have")} no prediction, "
            + $"{Amount.Of(result.AdditionalCount, "predicted node is", "predicted nodes are")} not in the true trees";
        if (!allow || !quiet)
        {
            foreach (string example in result.Examples)
                context.Say(example);
        }

        if (!allow)
            throw new InputException(new InputPlace(predicted), $"{summary}; --allow-missing leaves them out");
        if (!quiet)
            context.Say($"{summary}: left out");
    }

    private static void Print(CommandContext context, EvaluationResult result, IReadOnlyList<NodeKind> kinds, OutputFormat format)
    {
        (NodeKind Kind, double Error)[] errors =
            [.. kinds.Where(kind => result.Errors.Of(kind) is not null).Select(kind => (kind, result.Errors.Of(kind)!.Value))];
        if (format == OutputFormat.Table)
        {
            context.ShowLine("Percentage Error Results:");
            context.ShowLine(PublishedText.Errors(errors));
            return;
        }

        if (format != OutputFormat.Json)
        {
            ResultText.Write(context, format, "evaluate", Columns, [.. errors.Select(error => (error.Kind, error.Error, result))]);
            return;
        }

        context.ShowLine(JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("percentage_error");
            foreach ((NodeKind kind, double error) in errors)
                json.WriteNumber(kind.ToPublishedName(), error);
            json.WriteEndObject();
            json.WriteStartObject("nodes");
            foreach ((NodeKind kind, _) in errors)
                json.WriteNumber(kind.ToPublishedName(), result.Errors.CountOf(kind));
            json.WriteEndObject();
            json.WriteNumber("trees", result.Trees);
            json.WriteNumber("missing_nodes", result.MissingCount);
            json.WriteNumber("additional_nodes", result.AdditionalCount);
            json.WriteEndObject();
        }));
    }
}
