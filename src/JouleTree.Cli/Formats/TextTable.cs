using System.Text;
using JouleTree.Cli.Terminal;

namespace JouleTree.Cli.Formats;

/// <summary>A table of aligned columns, without frames: quick to make and easy to cut with other tools.</summary>
internal sealed class TextTable
{
    private readonly (string Title, bool Right)[] _columns;
    private readonly List<string[]> _rows = [];
    private readonly int[] _widths;

    /// <summary>A table of given columns; a title that begins with <c>&gt;</c> is of a right-aligned column.</summary>
    /// <param name="titles">Titles.</param>
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
    public string Render()
    {
        // Spaces at the end of a line are left out, so this is more than enough.
        StringBuilder text = new((_rows.Count + 1) * (_widths.Sum() + (2 * _widths.Length)));
        AddLine(text, [.. _columns.Select(column => column.Title)]);
        foreach (string[] row in _rows)
            AddLine(text, row);
        return text.ToString();
    }

    private void AddLine(StringBuilder text, string[] cells)
    {
        // Spaces are written when something follows them.
        int spaces = 0;
        for (int index = 0; index < cells.Length; index++)
        {
            string cell = cells[index].TrimEnd(' ');
            int before = _columns[index].Right ? _widths[index] - cells[index].Length : 0;
            spaces += before + (index > 0 ? 2 : 0);
            if (cell.Length > 0)
            {
                text.Append(' ', spaces).Append(cell);
                spaces = 0;
            }

            spaces += _widths[index] - before - cell.Length;
        }

        text.Append('\n');
    }
}
