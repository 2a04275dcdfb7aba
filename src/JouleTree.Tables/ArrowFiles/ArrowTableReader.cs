using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Tables.Columns;

namespace JouleTree.Tables.ArrowFiles;

/// <summary>
/// Reads a table from a file of Apache Arrow, whoever wrote it. Behind its first bytes such a file is a stream, which is read batch by
/// batch; the places at its end are not needed.
/// </summary>
internal sealed class ArrowTableReader : TableReader
{
    private const string Format = "Arrow";

    // "ARROW1" and two bytes that fill up to eight.
    private const int MagicLength = 8;

    private readonly ArrowStreamReader _reader;
    private readonly int[] _fields;

    /// <summary>Opens a file.</summary>
    /// <param name="stream">The file; it can be sought in, and is disposed with the reader.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">The file is damaged.</exception>
    public ArrowTableReader(Stream stream, string name)
        : base(name)
    {
        _reader = Decoded(name, Format, () =>
        {
            // Batches that are cut off would be none: only the end shows that the file is whole.
            byte[] end = new byte["ARROW1"u8.Length];
            stream.Seek(-end.Length, SeekOrigin.End);
            stream.ReadExactly(end);
            if (!end.AsSpan().SequenceEqual("ARROW1"u8))
                throw new InvalidDataException("no end");
            stream.Position = MagicLength;
            BoundedMemory memory = new(stream.Length);
            return new ArrowStreamReader(new FramedStream(stream), memory, new CompressionCodecFactory(), leaveOpen: false);
        });
        Schema schema = Decoded(name, Format, () => _reader.Schema ?? throw new InvalidDataException("no schema"));
        CellType[] types = [.. schema.FieldsList.Select(field => ArrowCells.TypeOf(field.DataType))];
        _fields = [.. Enumerable.Range(0, types.Length).Where(index => types[index] != CellType.None)];
        Columns = [.. _fields.Select(index => new TableColumn(schema.FieldsList[index].Name, types[index]))];
        Unreadable = [.. schema.FieldsList.Where((_, index) => types[index] == CellType.None).Select(field => field.Name)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn> Columns { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Unreadable { get; }

    /// <inheritdoc/>
    public override IEnumerable<TableRows> Read()
    {
        while (Decoded(Name, Format, _reader.ReadNextRecordBatch) is { } batch)
        {
            using (batch)
            {
                yield return Decoded(Name, Format, () => new TableRows(batch.Length,
                [
                    .. _fields.Select((field, index) => Cells(batch.Column(field), Columns[index], batch.Length)),
                ]));
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _reader.Dispose();

    private Func<int, Cell> Cells(IArrowArray array, TableColumn column, int rows)
    {
        if (array.Length != rows)
            throw new InputException(new InputPlace(Name, Field: column.Name), $"has {array.Length} rows, expected {rows}");
        ArrowChecks.Check(array.Data);
        Func<int, Cell> cells = ArrowCells.Of(array);
        // Bytes are decoded when a cell is asked for, and damage shows then.
        return row =>
        {
            try
            {
                return Decoded(Name, Format, () => cells(row));
            }
            catch (InputException error) when (error.Place.File is null)
            {
                throw new InputException(new InputPlace(Name, Field: column.Name), error.Problem, error);
            }
        };
    }
}
