using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using JouleTree.Core.Results;
using JouleTree.Tables.Columns;

namespace JouleTree.Tables.ArrowFiles;

/// <summary>Writes a table as a file of Apache Arrow: a record batch a group of rows.</summary>
internal sealed class ArrowTableWriter : TableWriter
{
    private readonly Schema _fields;
    private readonly ArrowFileWriter _writer;
    private bool _any;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to write; it stays open.</param>
    /// <param name="schema">The table.</param>
    public ArrowTableWriter(Stream stream, TableSchema schema)
        : base(schema)
    {
        _fields = new Schema(schema.Columns.Select(column => new Field(column.Name, TypeOf(column.Type), true, column.Metadata)),
            schema.Metadata);
        _writer = new ArrowFileWriter(new PlacedStream(stream), _fields, leaveOpen: true);
        _writer.WriteStart();
    }

    /// <inheritdoc/>
    protected override void WriteGroup(IReadOnlyList<Cell>[] columns, int rows)
    {
        using RecordBatch batch = new(_fields, columns.Select((cells, index) => ArrayOf(Schema.Columns[index].Type, cells)), rows);
        _writer.WriteRecordBatch(batch);
        _any = true;
    }

    /// <inheritdoc/>
    protected override void WriteEnd()
    {
        // The schema comes with the first batch.
        if (!_any)
            WriteGroup([.. Schema.Columns.Select(_ => (IReadOnlyList<Cell>)[])], 0);
        _writer.WriteEnd();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _writer.Dispose();

    private static IArrowType TypeOf(CellType type) => type switch
    {
        CellType.Text => StringType.Default,
        CellType.Whole => Int64Type.Default,
        CellType.Real => DoubleType.Default,
        CellType.Flag => BooleanType.Default,
        CellType.Texts => new ListType(new Field("item", StringType.Default, true)),
        CellType.Reals => new ListType(new Field("item", DoubleType.Default, true)),
        CellType.Sizes => new ListType(new Field("item", Int64Type.Default, true)),
        CellType.Shapes => new ListType(new Field("item", TypeOf(CellType.Sizes), true)),
        CellType.Numbers => new MapType(new Field("key", StringType.Default, false), new Field("value", DoubleType.Default, true)),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is no type of columns"),
    };

    private static IArrowArray ArrayOf(CellType type, IReadOnlyList<Cell> cells)
    {
        switch (type)
        {
            case CellType.Text:
                StringArray.Builder texts = new();
                foreach (Cell cell in cells)
                    texts.Append((string?)cell.Value);
                return texts.Build();
            case CellType.Whole:
                Int64Array.Builder wholes = new();
                foreach (Cell cell in cells)
                    wholes.Append(cell.IsNone ? null : cell.Whole);
                return wholes.Build();
            case CellType.Real:
                DoubleArray.Builder reals = new();
                foreach (Cell cell in cells)
                    reals.Append(cell.IsNone ? null : cell.Real);
                return reals.Build();
            case CellType.Flag:
                BooleanArray.Builder flags = new();
                foreach (Cell cell in cells)
                {
                    if (cell.IsNone)
                        flags.AppendNull();
                    else
                        flags.Append(cell.Whole == 1);
                }

                return flags.Build();
            case CellType.Numbers:
                return MapOf(cells);
            default:
                return ListOf(type, cells);
        }
    }

    private static ListArray ListOf(CellType type, IReadOnlyList<Cell> cells)
    {
        ListArray.Builder lists = new(((ListType)TypeOf(type)).ValueField);
        foreach (Cell cell in cells)
        {
            if (cell.IsNone)
                lists.AppendNull();
            else
                lists.Append();
            switch (cell.Value)
            {
                case IReadOnlyList<string> texts:
                    ((StringArray.Builder)lists.ValueBuilder).AppendRange(texts);
                    break;
                case IReadOnlyList<double> reals:
                    ((DoubleArray.Builder)lists.ValueBuilder).AppendRange(reals);
                    break;
                case IReadOnlyList<long> sizes:
                    ((Int64Array.Builder)lists.ValueBuilder).AppendRange(sizes);
                    break;
                case IReadOnlyList<IReadOnlyList<long>> shapes:
                    ListArray.Builder inner = (ListArray.Builder)lists.ValueBuilder;
                    foreach (IReadOnlyList<long> shape in shapes)
                    {
                        inner.Append();
                        ((Int64Array.Builder)inner.ValueBuilder).AppendRange(shape);
                    }

                    break;
            }
        }

        return lists.Build();
    }

    private static MapArray MapOf(IReadOnlyList<Cell> cells)
    {
        MapArray.Builder maps = new((MapType)TypeOf(CellType.Numbers));
        foreach (Cell cell in cells)
        {
            if (cell.IsNone)
            {
                maps.AppendNull();
                continue;
            }

            maps.Append();
            foreach ((string name, double number) in (IReadOnlyDictionary<string, double>)cell.Value!)
            {
                ((StringArray.Builder)maps.KeyBuilder).Append(name);
                ((DoubleArray.Builder)maps.ValueBuilder).Append(number);
            }
        }

        return maps.Build();
    }
}
