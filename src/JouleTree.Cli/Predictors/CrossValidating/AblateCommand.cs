using System.CommandLine;
using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Cli.Trees;
using JouleTree.Core.Evaluation.Ablations;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Predictors.CrossValidating;

/// <summary><c>jouletree ablate</c>: the published grid of configurations, cross-validated over several seeds.</summary>
internal static class AblateCommand
{
    private const int DefaultSeeds = 3;

    private static readonly ResultTable<AblationRow> Columns = new(
    [
        new Column<AblationRow>("configuration", row => row.Case.Name).Shown("configuration", row => row.Case.Name),
        new("seeds", row => row.Errors.Count),
        .. NodeKindNames.Reported.SelectMany(kind => (Column<AblationRow>[])
        [
            new Column<AblationRow>($"{kind.ToPublishedName()}_percent_error", row => row.MeanOf(kind))
                .ShownRight($"{kind.ToPublishedName()} %", row => Cell(row, kind)),
            new($"{kind.ToPublishedName()}_percent_error_sd", row => row.DeviationOf(kind)),
        ]),
    ]);

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    public static Command Create(CommandContext context)
    {
        Argument<InputFile> data = TreeArguments.Data("Measured trees of at least two models (JSONL).");
        Option<int> seeds = new Option<int>("--seeds")
        {
            Description = "Number of seeds.",
            HelpName = "N",
            DefaultValueFactory = _ => DefaultSeeds,
        }.Whole(1, 1000);
        Option<OutputFile?> output = new Option<OutputFile?>("--output", "-o")
        {
            Description = CommonOptions.OutputDescription("the table, as CSV (or .parquet, .arrow) with unrounded numbers,"),
            HelpName = "FILE",
            DefaultValueFactory = _ => "ablation.csv",
        }.Write();
        Option<OutputFormat> format = CommonOptions.Format();
        Option<UnknownPrimitives> unknown = PredictorOptions.Unknown();
        Option<bool> quiet = CommonOptions.Quiet();
        Command command = new("ablate", "Cross-validate the published grid: feature sets, strategies, polynomial or not.") { data, seeds,
            output, format, unknown, quiet };
        command.SetAction((parsed, cancellation) =>
        {
            long[] values = [.. Enumerable.Range(0, parsed.GetValue(seeds)).Select(index => new IreneConfig().Seed + index)];
            IReadOnlyList<AblationCase> cases = AblationCase.PublishedGrid;
            using ProgressLine progress =
                new(context, parsed.GetValue(quiet), "cross-validations done:",
                    cases.Sum(entry => entry.DependsOnSeed ? values.Length : 1));
            IReadOnlyList<ModelTree> trees = MeasuredTrees.Read(parsed.GetRequiredValue(data), cancellation);
            progress.Report(0);
            IReadOnlyList<AblationRow> rows = PublishedNeeds.OrSaidWhatElse(
                () => Ablation.Run(trees, cases, values, parsed.GetValue(unknown), progress, cancellation),
                PublishedNeeds.Instead("crossvalidate", parsed.GetRequiredValue(data), "FOLDER"));
            progress.Clear();
            OutputFile file = parsed.GetRequiredValue(output)!;
            ResultText.Write(context, TableNames.Of(file) ?? OutputFormat.Csv, "ablate", Columns, rows, file);
            if (parsed.GetValue(format) == OutputFormat.Table)
                context.Show(Table(rows, values.Length, context.Width));
            else
                ResultText.Write(context, parsed.GetValue(format), "ablate", Columns, rows);
            if (!parsed.GetValue(quiet))
                context.Say($"saved to {parsed.GetRequiredValue(output)!}");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static string Table(IReadOnlyList<AblationRow> rows, int seeds, int? width)
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"Mean percentage errors, one model left out at a time; mean and deviation over {seeds} seeds\n");
        return text + Columns.Text(rows, width);
    }

    private static string Cell(AblationRow row, NodeKind kind)
    {
        string mean = row.MeanOf(kind).ToString("0.00", CultureInfo.InvariantCulture);
        return row.DeviationOf(kind) is { } deviation
            ? $"{mean} ± {deviation.ToString("0.00", CultureInfo.InvariantCulture)}"
            : mean;
    }
}
