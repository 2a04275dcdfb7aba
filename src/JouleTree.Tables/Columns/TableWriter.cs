using JouleTree.Core.Results;

namespace JouleTree.Tables.Columns;

/// <summary>
/// Writes a table row by row, in groups of rows: no more than one group is in memory. Not thread-safe. What was not finished is no table.
/// </summary>
/// <param name="schema">The table.</param>
internal abstract class TableWriter(TableSchema schema) : IDisposable
{
    // Some 30 MB: large groups read fast, and a table of many columns takes no more memory than one of few.
    private const int CellsOfGroup = 1 << 20;

    private readonly int _most = Math.Clamp(CellsOfGroup / Math.Max(1, schema.Columns.Count), 1 << 10, 1 << 17);
    private readonly List<Cell>[] _columns = [.. schema.Columns.Select(_ => new List<Cell>())];

    /// <summary>The table.</summary>
    protected TableSchema Schema => schema;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">As many cells as columns, of their types or unknown.</param>
    /// <exception cref="ArgumentException">There are others.</exception>
    public void Add(ReadOnlySpan<Cell> cells)
    {
        if (cells.Length != _columns.Length)
            throw new ArgumentException($"{cells.Length} cells, expected {_columns.Length}: one a column", nameof(cells));
        for (int index = 0; index < cells.Length; index++)
        {
            if (!cells[index].IsNone && cells[index].Type != schema.Columns[index].Type)
                throw new ArgumentException($"the cell of {schema.Columns[index].Name} is {cells[index].Type}, expected "
                    + $"{schema.Columns[index].Type}", nameof(cells));
            _columns[index].Add(cells[index]);
        }

        if (_columns.Length > 0 && _columns[0].Count == _most)
            Flush();
    }

    /// <summary>Writes what is left, and the end of the file.</summary>
    public void Finish()
    {
        if (_columns.Length > 0 && _columns[0].Count > 0)
            Flush();
        WriteEnd();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the file's format needs.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>Writes a group of rows.</summary>
    /// <param name="columns">The cells of each column.</param>
    /// <param name="rows">Number of rows.</param>
    protected abstract void WriteGroup(IReadOnlyList<Cell>[] columns, int rows);

    /// <summary>Writes the end of the file.</summary>
    protected abstract void WriteEnd();

    private void Flush()
    {
        WriteGroup(_columns, _columns[0].Count);
        foreach (List<Cell> column in _columns)
            column.Clear();
    }
}
