using JouleTree.Cli.Formats;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Predictors.CrossValidating;

/// <summary>The table of a cross-validation: a row a fold, and the mean of the rows.</summary>
/// <param name="rows">Rows in the order of the folds.</param>
/// <param name="heading">Heading of the column that names the folds.</param>
internal sealed class CrossValidationReport(IReadOnlyList<CrossValidationRow> rows, string heading = "left-model-name")
{
    private const string Overall = "overall";

    private static readonly ResultTable<(string Name, Func<NodeKind, double?> ErrorOf)> Columns = new(
    [
        new("left_out", row => row.Name),
        .. NodeKindNames.Reported.Select(kind => new Column<(string Name, Func<NodeKind, double?> ErrorOf)>(
            $"{kind.ToPublishedName()}_percent_error", row => row.ErrorOf(kind))),
    ]);

    /// <summary>Rows in the order of the folds.</summary>
    public IReadOnlyList<CrossValidationRow> Rows => rows;

    /// <summary>Mean over the rows of the error of a kind, or null where no row has one.</summary>
    public double? OverallOf(NodeKind kind)
    {
        double[] errors = [.. rows.Select(row => row.Errors.Of(kind)).OfType<double>()];
        return errors.Length > 0 ? errors.Average() : null;
    }

    /// <summary>The table as the published tool prints it.</summary>
    public string ToPublishedText()
    {
        List<string> headers = [heading];
        List<IReadOnlyList<string>> columns = [[.. rows.Select(row => row.Name), Overall]];
        foreach (NodeKind kind in NodeKindNames.Reported)
        {
            headers.Add($"{kind.ToPublishedName()} % error");
            columns.Add(PublishedText.Column([.. rows.Select(row => row.Errors.Of(kind)), OverallOf(kind)]));
        }

        IReadOnlyList<string>[] cells =
            [.. Enumerable.Range(0, rows.Count + 1).Select(row => (IReadOnlyList<string>)[.. columns.Select(column => column[row])])];
        return $"Percentage Error - Cross Validation Report\n{PublishedText.Table(headers, cells)}";
    }

    /// <summary>The table as JSON, unrounded.</summary>
    public string ToJson() => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("folds");
        foreach (CrossValidationRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString("left_out", row.Name);
            json.WriteNumber("trees", row.Trees);
            WriteErrors(json, row.Errors.Of);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject(Overall);
        WriteErrors(json, OverallOf);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary>The table as CSV, unrounded.</summary>
    public string ToCsv() => Columns.Csv(Lines());

    /// <summary>Writes the table as rows, unrounded.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="format">How.</param>
    public void Write(CommandContext context, OutputFormat format) =>
        ResultText.Write(context, format, "crossvalidate", Columns, [.. Lines()]);

    private IEnumerable<(string Name, Func<NodeKind, double?> ErrorOf)> Lines() =>
        rows.Select(row => (row.Name, (Func<NodeKind, double?>)row.Errors.Of)).Append((Overall, OverallOf));

    private static void WriteErrors(System.Text.Json.Utf8JsonWriter json, Func<NodeKind, double?> errorOf)
    {
        json.WriteStartObject("percentage_error");
        foreach (NodeKind kind in NodeKindNames.Reported)
        {
            if (errorOf(kind) is { } error)
                json.WriteNumber(kind.ToPublishedName(), error);
            else
                json.WriteNull(kind.ToPublishedName());
        }

        json.WriteEndObject();
    }
}

/// <summary>What a report keeps of a fold.</summary>
/// <param name="Name">What was left out.</param>
/// <param name="Trees">Number of left-out trees.</param>
/// <param name="Errors">Mean percentage errors on them.</param>
/// <param name="Log">What the predictor had to assume.</param>
/// <param name="Coverage">How often the intervals held; counts nothing for predictors without.</param>
internal sealed record CrossValidationRow(string Name, int Trees, PercentageErrors Errors, PredictionLog Log, IntervalCoverage Coverage)
{
    /// <summary>The row of a fold.</summary>
    public static CrossValidationRow Of(FoldResult result) =>
        new(result.Fold.Name, result.Predictions.Count, result.Errors, result.Log, IntervalCoverage.Of(result.Predictions));
}
