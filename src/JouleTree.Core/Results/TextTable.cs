using System.Text;

namespace JouleTree.Core.Results;

/// <summary>A table of aligned columns, without frames: quick to make and easy to cut with other tools.</summary>
/// <remarks>
/// Where it is wider than the terminal, texts are shortened to what their titles need at least, the last one is broken into lines, then
/// columns are left out from the right, and a line says which.
/// </remarks>
internal sealed class TextTable
{
    private const int LeastText = 14;

    private readonly (string Title, bool Right)[] _columns;
    private readonly List<string[]> _rows = [];
    private readonly int[] _widths;

    /// <summary>A table of given columns; a title that begins with <c>&gt;</c> is of a right-aligned column.</summary>
    /// <param name="titles">Titles, the most important first.</param>
    public TextTable(params ReadOnlySpan<string> titles)
    {
        _columns = new (string, bool)[titles.Length];
        _widths = new int[titles.Length];
        for (int index = 0; index < titles.Length; index++)
        {
            _columns[index] = (Harmless.Line(titles[index]).TrimStart('>'), titles[index].StartsWith('>'));
            _widths[index] = _columns[index].Title.Length;
        }
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">As many cells as columns; a terminal will only show what names they hold.</param>
    public void Add(params string[] cells)
    {
        for (int index = 0; index < cells.Length; index++)
        {
            cells[index] = Harmless.Line(cells[index]);
            _widths[index] = Math.Max(_widths[index], cells[index].Length);
        }

        _rows.Add(cells);
    }

    /// <summary>The lines of the table.</summary>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public string Render(int? width = null)
    {
        TableFit fit = width is { } columns ? TableFit.To(columns, _widths, Least()) : new TableFit(_widths, _columns.Length);
        StringBuilder text = new((_rows.Count + 1) * (fit.Widths.Sum() + (2 * _columns.Length)));
        AddRow(text, [.. _columns.Select(column => column.Title)], fit);
        foreach (string[] row in _rows)
            AddRow(text, row, fit);
        if (fit.Shown < _columns.Length)
        {
            IEnumerable<string> left = _columns.Skip(fit.Shown).Select(column => column.Title.TrimEnd(' '));
            text.Append($"(no room for: {string.Join(", ", left)})\n");
        }

        return text.ToString();
    }

    // Numbers are never cut; of texts, less than this says nothing.
    private int[] Least() =>
    [
        .. _columns.Select((column, index) =>
            column.Right ? _widths[index] : Math.Min(_widths[index], Math.Max(column.Title.Length, LeastText))),
    ];

    private void AddRow(StringBuilder text, string[] cells, TableFit fit)
    {
        int last = Array.FindLastIndex(_columns, fit.Shown - 1, column => !column.Right);
        string[] lines = last >= 0 ? Broken(cells[last], fit.Widths[last]) : [""];
        for (int line = 0; line < lines.Length; line++)
        {
            AddLine(text, fit, index =>
                index == last ? lines[line] : line > 0 ? "" : Shortened(cells[index], fit.Widths[index]));
        }
    }

    private void AddLine(StringBuilder text, TableFit fit, Func<int, string> cellOf)
    {
        // Spaces are written when something follows them.
        int spaces = 0;
        for (int index = 0; index < fit.Shown; index++)
        {
            string written = cellOf(index);
            string cell = written.TrimEnd(' ');
            // Units of one letter stay below each other.
            int before = _columns[index].Right ? Math.Max(0, fit.Widths[index] - written.Length) : 0;
            spaces += before + (index > 0 ? 2 : 0);
            if (cell.Length > 0)
            {
                text.Append(' ', spaces).Append(cell);
                spaces = 0;
            }

            spaces += fit.Widths[index] - before - cell.Length;
        }

        text.Append('\n');
    }

    // The end of a name tells more than its middle.
    private static string Shortened(string cell, int width)
    {
        string text = cell.TrimEnd(' ');
        if (text.Length <= width)
            return cell;
        int end = (width - 1) / 2;
        return string.Concat(text.AsSpan(0, width - 1 - end), "…", text.AsSpan(text.Length - end));
    }

    private static string[] Broken(string cell, int width)
    {
        string text = cell.TrimEnd(' ');
        List<string> lines = [];
        while (text.Length > width && text.LastIndexOf(' ', width) is var space and > 0)
        {
            lines.Add(text[..space]);
            text = text[space..].TrimStart(' ');
        }

        return lines.Count == 0 ? [Shortened(cell, width)] : [.. lines, Shortened(text, width)];
    }
}
