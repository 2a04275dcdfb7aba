using System.Text;

namespace JouleTree.Cli.Output;

/// <summary>A table of aligned columns, without frames: quick to make and easy to cut with other tools.</summary>
internal sealed class TextTable
{
    private readonly (string Title, bool Right)[] _columns;
    private readonly List<string[]> _rows = [];

    /// <summary>A table of given columns; a title that begins with <c>&gt;</c> is of a right-aligned column.</summary>
    /// <param name="titles">Titles.</param>
    public TextTable(params ReadOnlySpan<string> titles)
    {
        _columns = new (string, bool)[titles.Length];
        for (int index = 0; index < titles.Length; index++)
            _columns[index] = (titles[index].TrimStart('>'), titles[index].StartsWith('>'));
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">As many cells as columns.</param>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>The lines of the table.</summary>
    public string Render()
    {
        int[] widths = [.. _columns.Select((column, index) => _rows.Select(row => row[index].Length).Append(column.Title.Length).Max())];
        StringBuilder text = new();
        AddLine(text, [.. _columns.Select(column => column.Title)], widths);
        foreach (string[] row in _rows)
            AddLine(text, row, widths);
        return text.ToString();
    }

    private void AddLine(StringBuilder text, string[] cells, int[] widths)
    {
        int start = text.Length;
        for (int index = 0; index < cells.Length; index++)
        {
            text.Append(index > 0 ? "  " : "");
            text.Append(_columns[index].Right ? cells[index].PadLeft(widths[index]) : cells[index].PadRight(widths[index]));
        }

        while (text.Length > start && text[^1] == ' ')
            text.Length--;
        text.Append('\n');
    }
}
