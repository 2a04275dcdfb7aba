using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using Parquet;
using Parquet.Schema;

namespace JouleTree.Tables.ParquetFiles;

/// <summary>Columns of Parquet as cells.</summary>
internal static class ParquetCells
{
    /// <summary>What the cells of a field are; <see cref="CellType.None"/> for what no cell can hold.</summary>
    /// <param name="field">A field at the top of a schema.</param>
    public static CellType TypeOf(Field field) => field switch
    {
        DataField { IsArray: false } data => OfType(data.ClrType),
        ListField { Item: DataField item } => OfType(item.ClrType) switch
        {
            CellType.Text => CellType.Texts,
            CellType.Real => CellType.Reals,
            CellType.Whole => CellType.Sizes,
            _ => CellType.None,
        },
        ListField { Item: ListField { Item: DataField item } } when OfType(item.ClrType) == CellType.Whole => CellType.Shapes,
        MapField or ListField { Item: StructField } when PairOf(field) is { } pair && OfType(pair.Key.ClrType) == CellType.Text
            && OfType(pair.Value.ClrType) is CellType.Real or CellType.Whole => CellType.Numbers,
        StructField members when members.Fields.All(member =>
            member is DataField { IsArray: false } data && OfType(data.ClrType) is CellType.Real or CellType.Whole) => CellType.Numbers,
        _ => CellType.None,
    };

    /// <summary>The cells of a field in a group of rows.</summary>
    /// <param name="group">The group.</param>
    /// <param name="field">The field.</param>
    /// <param name="type">What <see cref="TypeOf"/> says of it.</param>
    /// <param name="rows">Number of rows.</param>
    /// <exception cref="InputException">A number is too large, or a list holds null; without a place.</exception>
    public static Func<int, Cell> Of(ParquetRowGroupReader group, Field field, CellType type, int rows)
    {
        switch (type)
        {
            case CellType.Text:
                return Nullable(Texts(Raw(group, (DataField)field), rows), text => text);
            case CellType.Whole:
                return Nullable(Wholes(Raw(group, (DataField)field), rows), whole => whole);
            case CellType.Real:
                return Nullable(Reals(Raw(group, (DataField)field), rows), real => real);
            case CellType.Flag:
                return Nullable(Flags(Raw(group, (DataField)field), rows), flag => flag);
            case CellType.Texts:
                return Lists(group, (ListField)field, rows, Texts, texts => Cell.Of([.. texts.Select(text => text!)]));
            case CellType.Reals:
                return Lists(group, (ListField)field, rows, Reals, reals => Cell.Of((double[])[.. reals.Select(real => real!.Value)]));
            case CellType.Sizes:
                return Lists(group, (ListField)field, rows, Wholes, sizes => Cell.Of((long[])[.. sizes.Select(size => size!.Value)]));
            case CellType.Shapes:
                return Shapes(group, (ListField)field, rows);
            case CellType.Numbers when field is StructField members:
                return Members(group, members, rows);
            default:
                return Numbers(group, field, rows);
        }
    }

    private static CellType OfType(Type type) =>
        type == typeof(string) || type == typeof(ReadOnlyMemory<char>) ? CellType.Text
        : type == typeof(bool) ? CellType.Flag
        : type == typeof(double) || type == typeof(float) || type == typeof(decimal) ? CellType.Real
        : type == typeof(long) || type == typeof(int) || type == typeof(short) || type == typeof(sbyte)
            || type == typeof(ulong) || type == typeof(uint) || type == typeof(ushort) || type == typeof(byte) ? CellType.Whole
        : CellType.None;

    // Each type by its name: the library's own choice makes code at run time, which a native program cannot.
    private static Leaf Raw(ParquetRowGroupReader group, DataField field) => Type.GetTypeCode(field.ClrType) switch
    {
        TypeCode.Boolean => Raw<bool>(group, field),
        TypeCode.Double => Raw<double>(group, field),
        TypeCode.Single => Raw<float>(group, field),
        TypeCode.Decimal => Raw<decimal>(group, field),
        TypeCode.Int64 => Raw<long>(group, field),
        TypeCode.Int32 => Raw<int>(group, field),
        TypeCode.Int16 => Raw<short>(group, field),
        TypeCode.SByte => Raw<sbyte>(group, field),
        TypeCode.UInt64 => Raw<ulong>(group, field),
        TypeCode.UInt32 => Raw<uint>(group, field),
        TypeCode.UInt16 => Raw<ushort>(group, field),
        TypeCode.Byte => Raw<byte>(group, field),
        _ => Raw<ReadOnlyMemory<char>>(group, field),
    };

    private static Leaf Raw<T>(ParquetRowGroupReader group, DataField field)
        where T : struct
    {
        // Nulls count, too: they have levels, and no value.
        int count = (int)(group.GetMetadata(field)?.MetaData?.NumValues ?? 0);
        T[] values = new T[count];
        int[]? definition = field.MaxDefinitionLevel > 0 ? new int[count] : null;
        int[]? repetition = field.MaxRepetitionLevel > 0 ? new int[count] : null;
        group.ReadRawAsync<T>(field, values, Levels(definition), Levels(repetition)).AsTask().GetAwaiter().GetResult();
        return new Leaf(values, definition, repetition, field.MaxDefinitionLevel);

        static Memory<int>? Levels(int[]? levels) => levels is null ? default(Memory<int>?) : levels.AsMemory();
    }

    private static Func<int, Cell> Nullable<T>(T[] values, Func<T, Cell> cell) => row => cell(values[row]);

    private static string?[] Texts(Leaf leaf, int count)
    {
        // Most texts repeat: each is made once.
        HashSet<string> pool = new(StringComparer.Ordinal);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known = pool.GetAlternateLookup<ReadOnlySpan<char>>();
        return leaf.Values<ReadOnlyMemory<char>, string?>(count, text =>
        {
            if (known.TryGetValue(text.Span, out string? found))
                return found;
            pool.Add(found = new string(text.Span));
            return found;
        });
    }

    private static bool?[] Flags(Leaf leaf, int count) => leaf.Values<bool, bool?>(count, flag => flag);

    private static double?[] Reals(Leaf leaf, int count) => leaf switch
    {
        _ when leaf.Holds<float>() => leaf.Values<float, double?>(count, real => real),
        _ when leaf.Holds<decimal>() => leaf.Values<decimal, double?>(count, real => (double)real),
        _ => leaf.Values<double, double?>(count, real => real),
    };

    private static long?[] Wholes(Leaf leaf, int count) => leaf switch
    {
        _ when leaf.Holds<int>() => leaf.Values<int, long?>(count, whole => whole),
        _ when leaf.Holds<short>() => leaf.Values<short, long?>(count, whole => whole),
        _ when leaf.Holds<sbyte>() => leaf.Values<sbyte, long?>(count, whole => whole),
        _ when leaf.Holds<uint>() => leaf.Values<uint, long?>(count, whole => whole),
        _ when leaf.Holds<ushort>() => leaf.Values<ushort, long?>(count, whole => whole),
        _ when leaf.Holds<byte>() => leaf.Values<byte, long?>(count, whole => whole),
        _ when leaf.Holds<ulong>() => leaf.Values<ulong, long?>(count, whole =>
            whole <= long.MaxValue ? (long)whole : throw new InputException($"holds {whole}, expected at most {long.MaxValue}")),
        _ => leaf.Values<long, long?>(count, whole => whole),
    };

    private static Func<int, Cell> Lists<T>(
        ParquetRowGroupReader group, ListField field, int rows, Func<Leaf, int, T[]> valuesOf, Func<IEnumerable<T>, Cell> cell)
    {
        Leaf leaf = Raw(group, (DataField)field.Item);
        return Cells(leaf, rows, field.IsNullable ? 1 : 0, valuesOf(leaf, leaf.Count), cell);
    }

    // Programs that know no maps make lists of their pairs.
    private static (DataField Key, DataField Value)? PairOf(Field field) => field switch
    {
        MapField { Key: DataField key, Value: DataField value } => (key, value),
        ListField { Item: StructField { Fields: [DataField { Name: "key" } key, DataField { Name: "value" } value] } } => (key, value),
        _ => null,
    };

    private static Func<int, Cell> Numbers(ParquetRowGroupReader group, Field field, int rows)
    {
        (DataField key, DataField value) = PairOf(field)!.Value;
        Leaf keys = Raw(group, key);
        Leaf values = Raw(group, value);
        string?[] names = Texts(keys, keys.Count);
        double?[] numbers = RealsOf(values, value, values.Count);
        if (names.Length != numbers.Length)
            throw new InputException("has other numbers of names and of numbers");
        (string?, double?)?[] pairs = [.. names.Zip(numbers, (name, number) => name is null || number is null
            ? ((string?, double?)?)null
            : (name, number))];
        return Cells(keys, rows, field.IsNullable ? 1 : 0, pairs, list =>
            Cell.Of(list.GroupBy(pair => pair!.Value.Item1!).ToDictionary(same => same.Key, same => same.Last()!.Value.Item2!.Value)));
    }

    // What others make of numbers by name: a member is null where a row has none of that name.
    private static Func<int, Cell> Members(ParquetRowGroupReader group, StructField field, int rows)
    {
        (string Name, double?[] Numbers)[] members =
            [.. field.Fields.Select(member => (member.Name, RealsOf(Raw(group, (DataField)member), (DataField)member, rows)))];
        return row =>
        {
            Dictionary<string, double> known = members.Where(member => member.Numbers[row] is not null)
                .ToDictionary(member => member.Name, member => member.Numbers[row]!.Value);
            return known.Count > 0 ? Cell.Of(known) : default;
        };
    }

    private static double?[] RealsOf(Leaf leaf, DataField field, int count) => OfType(field.ClrType) == CellType.Real
        ? Reals(leaf, count)
        : [.. Wholes(leaf, count).Select(whole => (double?)whole)];

    // Rows of lists: the level of definition says whether there is a list, and a value in it.
    private static Func<int, Cell> Cells<T>(Leaf leaf, int rows, int present, T[] values, Func<IEnumerable<T>, Cell> cell)
    {
        Cell[] cells = new Cell[rows];
        int row = -1;
        for (int start = 0, end; start < leaf.Count; start = end)
        {
            end = start + 1;
            while (end < leaf.Count && leaf.Repetition(end) > 0)
                end++;
            cells[++row] = leaf.Definition(start) switch
            {
                var level when level < present => default,
                var level when level == present => cell([]),
                _ => cell(WithoutNull(new ArraySegment<T>(values, start, end - start))),
            };
        }

        return Checked(cells, row + 1);
    }

    private static Func<int, Cell> Shapes(ParquetRowGroupReader group, ListField field, int rows)
    {
        ListField inner = (ListField)field.Item;
        Leaf leaf = Raw(group, (DataField)inner.Item);
        long?[] values = Wholes(leaf, leaf.Count);
        int present = field.IsNullable ? 1 : 0;
        int innerPresent = present + 1 + (inner.IsNullable ? 1 : 0);
        Cell[] cells = new Cell[rows];
        int row = -1;
        for (int start = 0, end; start < leaf.Count; start = end)
        {
            List<List<long>> list = [];
            for (end = start; end < leaf.Count && (end == start || leaf.Repetition(end) > 0); end++)
            {
                if (leaf.Definition(end) <= present)
                    continue;
                if (leaf.Definition(end) < innerPresent || (leaf.Definition(end) > innerPresent && values[end] is null))
                    throw HoldsNull();
                if (leaf.Repetition(end) < 2)
                    list.Add([]);
                if (values[end] is { } size)
                    list[^1].Add(size);
            }

            cells[++row] = leaf.Definition(start) < present ? default : Cell.Of((IReadOnlyList<IReadOnlyList<long>>)list);
        }

        return Checked(cells, row + 1);
    }

    private static ArraySegment<T> WithoutNull<T>(ArraySegment<T> values) =>
        values.Any(value => value is null) ? throw HoldsNull() : values;

    private static InputException HoldsNull() => new("holds null inside of a list, expected lists of values");

    private static Func<int, Cell> Checked(Cell[] cells, int rows) => rows == cells.Length
        ? row => cells[row]
        : throw new InputException($"has lists for {rows} rows, expected {cells.Length}");

    /// <summary>What a leaf of the schema holds: values, and for each place the level to which it is defined and repeated.</summary>
    private sealed class Leaf(Array values, int[]? definition, int[]? repetition, int mostDefined)
    {
        public int Count => definition!.Length;

        public int Definition(int index) => definition![index];

        public int Repetition(int index) => repetition![index];

        // An array of uint is one of int to the runtime's casts, so that the types themselves are compared.
        public bool Holds<T>() => values.GetType() == typeof(T[]);

        public TTo[] Values<T, TTo>(int count, Func<T, TTo> make)
            where T : struct
        {
            T[] found = (T[])values;
            TTo[] made = new TTo[count];
            int next = 0;
            for (int index = 0; index < count; index++)
            {
                if (definition is null || definition[index] == mostDefined)
                    made[index] = make(found[next++]);
            }

            return made;
        }
    }
}
