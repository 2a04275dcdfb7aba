using JouleTree.Core.Results;
using JouleTree.Tables.Columns;
using Parquet;
using Parquet.Schema;

namespace JouleTree.Tables.ParquetFiles;

/// <summary>Writes a table as Parquet (Parquet.Net): a row group a group of rows, compressed by Snappy, which all readers know.</summary>
internal sealed class ParquetTableWriter : TableWriter
{
    private readonly DataField[] _leaves;
    private readonly ParquetWriter _writer;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where to write; it stays open.</param>
    /// <param name="schema">The table.</param>
    public ParquetTableWriter(Stream stream, TableSchema schema)
        : base(schema)
    {
        ParquetSchema fields = new(schema.Columns.Select(FieldOf));
        _leaves = fields.GetDataFields();
        ParquetOptions options = new() { CompressionMethod = CompressionMethod.Snappy };
        _writer = ParquetWriter.CreateAsync(fields, new PlacedStream(stream), options).GetAwaiter().GetResult();
        _writer.CustomMetadata = schema.Metadata.ToDictionary();
    }

    /// <inheritdoc/>
    protected override void WriteGroup(IReadOnlyList<Cell>[] columns, int rows)
    {
        using ParquetRowGroupWriter group = _writer.CreateRowGroup();
        int leaf = 0;
        for (int index = 0; index < columns.Length; index++)
            leaf += Write(group, Schema.Columns[index], leaf, columns[index]);
        group.CompleteValidate();
    }

    /// <inheritdoc/>
    protected override void WriteEnd() => _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();

    // A file that is not finished is thrown away, and the stream is another's: nothing is left to give back.
    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    private static Field FieldOf(TableColumn column) => column.Type switch
    {
        CellType.Whole => new DataField(column.Name, typeof(long), isNullable: true),
        CellType.Real => new DataField(column.Name, typeof(double), isNullable: true),
        CellType.Flag => new DataField(column.Name, typeof(bool), isNullable: true),
        CellType.Text => new DataField(column.Name, typeof(string), isNullable: true),
        CellType.Texts => new ListField(column.Name, Element(typeof(string))),
        CellType.Reals => new ListField(column.Name, Element(typeof(double))),
        CellType.Sizes => new ListField(column.Name, Element(typeof(long))),
        CellType.Shapes => new ListField(column.Name, new ListField("element", Element(typeof(long)))),
        CellType.Numbers => new MapField(column.Name,
            new DataField("key", typeof(string), isNullable: false),
            new DataField("value", typeof(double), isNullable: true)),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "is no type of columns"),
    };

    private static DataField Element(Type type) => new("element", type, isNullable: true);

    // Returns the number of leaves that the column has.
    private int Write(ParquetRowGroupWriter group, TableColumn column, int first, IReadOnlyList<Cell> cells)
    {
        DataField leaf = _leaves[first];
        switch (column.Type)
        {
            case CellType.Whole:
                Flat(group, column, leaf, cells, cell => cell.Whole);
                return 1;
            case CellType.Real:
                Flat(group, column, leaf, cells, cell => cell.Real);
                return 1;
            case CellType.Flag:
                Flat(group, column, leaf, cells, cell => cell.Whole == 1);
                return 1;
            case CellType.Text:
                Flat(group, column, leaf, cells, cell => ((string)cell.Value!).AsMemory());
                return 1;
            case CellType.Texts:
                Listed(group, leaf, cells, cell => ((IReadOnlyList<string>)cell.Value!).Select(text => text.AsMemory()));
                return 1;
            case CellType.Reals:
                Listed(group, leaf, cells, cell => (IReadOnlyList<double>)cell.Value!);
                return 1;
            case CellType.Sizes:
                Listed(group, leaf, cells, cell => (IReadOnlyList<long>)cell.Value!);
                return 1;
            case CellType.Shapes:
                Shapes(group, leaf, cells);
                return 1;
            default:
                Listed(group, leaf, cells, cell => ((IReadOnlyDictionary<string, double>)cell.Value!).Keys.Select(key => key.AsMemory()));
                Listed(group, _leaves[first + 1], cells, cell => ((IReadOnlyDictionary<string, double>)cell.Value!).Values);
                return 2;
        }
    }

    private static void Flat<T>(
        ParquetRowGroupWriter group, TableColumn column, DataField leaf, IReadOnlyList<Cell> cells, Func<Cell, T> value)
        where T : struct
    {
        T?[] values = [.. cells.Select(cell => cell.IsNone ? (T?)null : value(cell))];
        group.WriteAsync<T>(leaf, values, null, column.Metadata.ToDictionary(), CancellationToken.None).GetAwaiter().GetResult();
    }

    // Levels of definition: 0 no list, 1 an empty one, the highest a value. Levels of repetition: 0 begins a row.
    private static void Listed<T>(
        ParquetRowGroupWriter group, DataField leaf, IReadOnlyList<Cell> cells, Func<Cell, IEnumerable<T>> list)
        where T : struct
    {
        Levels<T> levels = new();
        foreach (Cell cell in cells)
        {
            int before = levels.Values.Count;
            if (!cell.IsNone)
            {
                foreach (T value in list(cell))
                    levels.Add(value, leaf.MaxDefinitionLevel, levels.Values.Count > before ? 1 : 0);
            }

            if (levels.Values.Count == before)
                levels.AddNone(cell.IsNone ? 0 : 1, 0);
        }

        levels.Write(group, leaf);
    }

    // As for lists, and one level more of each: 2 an inner list that is null, 3 an empty one, 5 a value.
    private static void Shapes(ParquetRowGroupWriter group, DataField leaf, IReadOnlyList<Cell> cells)
    {
        Levels<long> levels = new();
        foreach (Cell cell in cells)
        {
            IReadOnlyList<IReadOnlyList<long>> shapes = cell.IsNone ? [] : (IReadOnlyList<IReadOnlyList<long>>)cell.Value!;
            if (shapes.Count == 0)
                levels.AddNone(cell.IsNone ? 0 : 1, 0);
            for (int index = 0; index < shapes.Count; index++)
            {
                int outer = index > 0 ? 1 : 0;
                if (shapes[index].Count == 0)
                    levels.AddNone(3, outer);
                for (int inner = 0; inner < shapes[index].Count; inner++)
                    levels.Add(shapes[index][inner], leaf.MaxDefinitionLevel, inner > 0 ? 2 : outer);
            }
        }

        levels.Write(group, leaf);
    }

    private sealed class Levels<T>
        where T : struct
    {
        private readonly List<int> _definition = [];
        private readonly List<int> _repetition = [];

        public List<T> Values { get; } = [];

        public void Add(T value, int definition, int repetition)
        {
            Values.Add(value);
            AddNone(definition, repetition);
        }

        public void AddNone(int definition, int repetition)
        {
            _definition.Add(definition);
            _repetition.Add(repetition);
        }

        public void Write(ParquetRowGroupWriter group, DataField leaf) => group.WriteAllPartsAsync<T>(
            leaf, Values.ToArray(), _definition.ToArray(), _repetition.ToArray(), CancellationToken.None).GetAwaiter().GetResult();
    }
}
