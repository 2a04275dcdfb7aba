using System.Globalization;
using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Predictors.CrossValidating;

/// <summary>Coverage and width of intervals as a table in the published layout.</summary>
internal static class IntervalText
{
    /// <summary>The table: a row a fold, and all nodes together.</summary>
    /// <param name="rows">Rows with their coverage.</param>
    /// <param name="heading">Heading of the column that names the folds.</param>
    public static string Of(IReadOnlyList<CrossValidationRow> rows, string heading)
    {
        IntervalCoverage all = new();
        foreach (CrossValidationRow row in rows)
            all.Add(row.Coverage);
        IntervalCoverage[] coverages = [.. rows.Select(row => row.Coverage), all];
        List<string> headers = [heading];
        List<IReadOnlyList<string>> columns = [[.. rows.Select(row => row.Name), "all nodes"]];
        foreach (NodeKind kind in NodeKindNames.Reported)
        {
            headers.Add($"{kind.ToPublishedName()} % inside");
            columns.Add(PublishedText.Column([.. coverages.Select(coverage => coverage.PercentOf(kind))]));
            headers.Add("% width");
            columns.Add(PublishedText.Column([.. coverages.Select(coverage => coverage.MeanWidthPercentOf(kind))]));
        }

        IReadOnlyList<string>[] cells =
            [.. Enumerable.Range(0, coverages.Length).Select(row => (IReadOnlyList<string>)[.. columns.Select(column => column[row])])];
        string level = all.Level is { } value ? (100 * value).ToString("0.#", CultureInfo.InvariantCulture) : "?";
        return $"Intervals of nominal {level} %: share of true energies inside, mean width relative to the "
            + $"prediction\n{PublishedText.Table(headers, cells)}";
    }
}
