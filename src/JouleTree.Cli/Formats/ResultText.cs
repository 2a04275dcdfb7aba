using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
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

    /// <summary>Writes text to a file, or to standard output.</summary>
    /// <param name="context">Where standard output is.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="file">A file, or null.</param>
    public static void Write(CommandContext context, string text, OutputFile? file)
    {
        if (file is not null)
            file.WriteText(text);
        else
            context.Show(text);
    }

    /// <summary>Writes rows in any format.</summary>
    /// <typeparam name="TRow">What a row is made of.</typeparam>
    /// <param name="context">Where it writes.</param>
    /// <param name="format">Which format.</param>
    /// <param name="name">Name of the table: the verb.</param>
    /// <param name="table">The columns.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="file">A file, or null for standard output.</param>
    public static void Write<TRow>(
        CommandContext context, OutputFormat format, string name, ResultTable<TRow> table, IReadOnlyList<TRow> rows,
        OutputFile? file = null)
    {
        if (!TableOutput.Write(context, format, name, table, rows, file))
            Write(context, Of(format, table, rows, file is null ? context.Width : null), file);
    }
}
