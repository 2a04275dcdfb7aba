
namespace JouleTree.Core.Results;

/// <summary>Cells of CSV (RFC 4180), as every command and the server write them.</summary>
internal static class CsvText
{
    /// <summary>
    /// A text as a cell: quoted where it holds a comma, a quote or a line end. What a terminal would obey is written by its number, and
    /// what a spreadsheet would compute is made text by an apostrophe.
    /// </summary>
    /// <param name="text">Text, or null for an empty cell.</param>
    public static string Cell(string? text)
    {
        string shown = Shown(text);
        return shown.AsSpan().ContainsAny(",\"\n") ? Quote(shown) : shown;
    }

    private static string Shown(string? text) =>
        string.IsNullOrEmpty(text) ? "" : Harmless.Lines("=+-@".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text);

    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
