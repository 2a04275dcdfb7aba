using System.Text.RegularExpressions;

namespace JouleTree.Tables.Columns;

/// <summary>
/// What columns mean: the tables of docs/columns.md, which is part of this assembly, so that files say what the documentation says.
/// </summary>
internal static partial class ColumnMeanings
{
    private static readonly Lazy<List<Entry>> Entries = new(Read);

    /// <summary>The meaning of a column of results, or null where none is documented.</summary>
    /// <param name="table">Name of the table, such as <c>layers evaluate</c>: what is said of it alone comes first.</param>
    /// <param name="column">Name of the column.</param>
    public static string? Of(string table, string column)
    {
        Entry[] found = [.. Entries.Value.Where(entry => entry.Columns.Contains(column))];
        return (Array.Find(found, entry => entry.Tables.Contains(table)) ?? Array.Find(found, entry => entry.Tables.Length == 0))?.Meaning;
    }

    private static List<Entry> Read()
    {
        using Stream stream = typeof(ColumnMeanings).Assembly.GetManifestResourceStream("columns.md")!;
        using StreamReader reader = new(stream);
        List<Entry> entries = [];
        int columns = 0;
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.StartsWith('|') ? line.Trim('|').Split('|', StringSplitOptions.TrimEntries) : [];
            // A table begins with a row of titles; what is not of columns, such as members of the API, is passed over.
            if (cells is ["column", ..])
                columns = cells.Length;
            else if (cells.Length == 0 || cells.Length != columns)
                columns = 0;
            else if (cells[0].StartsWith('`'))
                entries.Add(new Entry(Names(cells[0]), columns == 2 ? [] : Names(cells[1]), Plain(cells[^1])));
        }

        return entries;
    }

    private static string[] Names(string cell) => [.. Name().Matches(cell).Select(match => match.Groups[1].Value)];

    // Without marks of code and links.
    private static string Plain(string cell) => Link().Replace(cell, "$1").Replace("`", "", StringComparison.Ordinal);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();

    private sealed record Entry(string[] Columns, string[] Tables, string Meaning);
}
