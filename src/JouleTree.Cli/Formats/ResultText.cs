using JouleTree.Core.Results;

namespace JouleTree.Cli.Formats;

/// <summary>Rows in the format that was asked for.</summary>
internal static class ResultText
{
    /// <summary>The whole text, with the end of its last line.</summary>
    /// <typeparam name="TRow">What a row is made of.</typeparam>
    /// <param name="format">A table, JSON, CSV or JSON lines.</param>
    /// <param name="table">The columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Of<TRow>(OutputFormat format, ResultTable<TRow> table, IReadOnlyList<TRow> rows, int? width) => format switch
    {
        OutputFormat.Json => JsonText.Of(json => table.WriteArray(json, rows)) + "\n",
        OutputFormat.Jsonl => table.JsonLines(rows),
        OutputFormat.Csv => table.Csv(rows),
        _ => table.Text(rows, width),
    };
}
