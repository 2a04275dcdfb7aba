using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Tables.Columns;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace JouleTree.Tables.ParquetFiles;

/// <summary>Reads a table from Parquet, whoever wrote it.</summary>
internal sealed class ParquetTableReader : TableReader
{
    private const string Format = "Parquet";

    // Beyond this a number of a damaged file would be believed and memory be taken for it; writers stay far below.
    private const long MostRows = 1 << 24;
    private const long MostBytes = 1L << 30;

    private readonly ParquetReader _reader;
    private readonly (Field Field, TableColumn Column)[] _fields;

    /// <summary>Opens a file.</summary>
    /// <param name="stream">The file; it can be sought in, and is disposed with the reader.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">The file is damaged.</exception>
    public ParquetTableReader(Stream stream, string name)
        : base(name)
    {
        _reader = Decoded(name, Format, () =>
        {
            FooterChecks.Check(stream);
            return ParquetReader.CreateAsync(new EndedStream(stream)).GetAwaiter().GetResult();
        });
        (Field Field, TableColumn Column)[] fields = Decoded<(Field, TableColumn)[]>(name, Format, () =>
            [.. _reader.Schema.Fields.Select(field => (field, new TableColumn(field.Name, ParquetCells.TypeOf(field))))]);
        _fields = [.. fields.Where(pair => pair.Column.Type != CellType.None)];
        Columns = [.. _fields.Select(pair => pair.Column)];
        Unreadable = [.. fields.Except(_fields).Select(pair => pair.Column.Name)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn> Columns { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Unreadable { get; }

    /// <inheritdoc/>
    public override IEnumerable<TableRows> Read()
    {
        for (int index = 0; index < _reader.RowGroupCount; index++)
        {
            int group = index;
            yield return Decoded(Name, Format, () => ReadGroup(group));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private TableRows ReadGroup(int index)
    {
        using ParquetRowGroupReader group = _reader.OpenRowGroupReader(index);
        RowGroup sizes = group.RowGroup;
        if (sizes.NumRows is < 0 or > MostRows
            || sizes.Columns.Exists(chunk => chunk.MetaData is not { } data || data.NumValues is < 0 or > 8 * MostRows
                || data.TotalUncompressedSize is < 0 or > MostBytes))
            throw new InputException(new InputPlace(Name), $"says that its row group {index} has {sizes.NumRows} rows or a column of more "
                + $"than {MostBytes >> 20} MiB, expected at most {MostRows} rows: write it in smaller row groups, unless it is damaged");
        int rows = (int)sizes.NumRows;
        return new TableRows(rows, [.. _fields.Select(pair => Cells(group, pair.Field, pair.Column, rows))]);
    }

    private Func<int, Cell> Cells(ParquetRowGroupReader group, Field field, TableColumn column, int rows)
    {
        try
        {
            return ParquetCells.Of(group, field, column.Type, rows);
        }
        catch (InputException error) when (error.Place.File is null)
        {
            throw new InputException(new InputPlace(Name, Field: column.Name), error.Problem, error);
        }
    }
}
