using Apache.Arrow;
using Apache.Arrow.Types;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;

namespace JouleTree.Tables.ArrowFiles;

/// <summary>Arrays of Arrow as cells.</summary>
internal static class ArrowCells
{
    /// <summary>What the cells of a type are; <see cref="CellType.None"/> for what no cell can hold.</summary>
    /// <param name="type">Type of a field.</param>
    public static CellType TypeOf(IArrowType type) => type switch
    {
        StringType or LargeStringType or StringViewType => CellType.Text,
        DictionaryType dictionary => TypeOf(dictionary.ValueType) == CellType.Text ? CellType.Text : CellType.None,
        Int64Type or Int32Type or Int16Type or Int8Type or UInt64Type or UInt32Type or UInt16Type or UInt8Type => CellType.Whole,
        DoubleType or FloatType or HalfFloatType or Decimal128Type => CellType.Real,
        BooleanType => CellType.Flag,
        // A map is a list of its pairs, and must be told first.
        MapType map => TypeOf(map.KeyField.DataType) == CellType.Text
            && TypeOf(map.ValueField.DataType) is CellType.Real or CellType.Whole ? CellType.Numbers : CellType.None,
        StructType members => members.Fields.All(member => TypeOf(member.DataType) is CellType.Real or CellType.Whole)
            ? CellType.Numbers
            : CellType.None,
        ListType list => OfList(list.ValueDataType),
        LargeListType list => OfList(list.ValueDataType),
        _ => CellType.None,
    };

    /// <summary>The cells of an array.</summary>
    /// <param name="array">An array of a type that <see cref="TypeOf"/> knows.</param>
    /// <returns>The cell of a row; it throws an <see cref="InputException"/> without a place where a list holds null.</returns>
    public static Func<int, Cell> Of(IArrowArray array) => array switch
    {
        StringArray texts => row => texts.GetString(row),
        LargeStringArray texts => row => texts.GetString(row),
        StringViewArray texts => row => texts.GetString(row),
        DictionaryArray texts => OfDictionary(texts),
        Int64Array wholes => row => wholes.GetValue(row),
        Int32Array wholes => row => (long?)wholes.GetValue(row),
        Int16Array wholes => row => (long?)wholes.GetValue(row),
        Int8Array wholes => row => (long?)wholes.GetValue(row),
        UInt32Array wholes => row => (long?)wholes.GetValue(row),
        UInt16Array wholes => row => (long?)wholes.GetValue(row),
        UInt8Array wholes => row => (long?)wholes.GetValue(row),
        UInt64Array wholes => row => wholes.GetValue(row) is { } whole
            ? whole <= long.MaxValue ? (long?)whole : throw new InputException($"holds {whole}, expected at most {long.MaxValue}")
            : default(Cell),
        DoubleArray reals => row => reals.GetValue(row),
        FloatArray reals => row => (double?)reals.GetValue(row),
        HalfFloatArray reals => row => (double?)reals.GetValue(row),
        // Before the bytes that it derives from.
        Decimal128Array reals => row => (double?)reals.GetValue(row),
        BooleanArray flags => row => flags.GetValue(row),
        MapArray maps => row => maps.IsNull(row) ? default : Numbers((StructArray)maps.GetSlicedValues(row)),
        StructArray members => row => members.IsNull(row) ? default : Members(members, row),
        ListArray lists => row => lists.IsNull(row) ? default : OfSlice(lists.GetSlicedValues(row)),
        LargeListArray lists => row => lists.IsNull(row) ? default : OfSlice(lists.GetSlicedValues(row)),
        _ => throw new InvalidDataException($"an array of {array.Data.DataType.Name}"),
    };

    private static CellType OfList(IArrowType type) => IsPair(type) ? CellType.Numbers : TypeOf(type) switch
    {
        CellType.Text => CellType.Texts,
        CellType.Real => CellType.Reals,
        CellType.Whole => CellType.Sizes,
        CellType.Sizes => CellType.Shapes,
        _ => CellType.None,
    };

    // Programs that know no maps make lists of their pairs.
    private static bool IsPair(IArrowType type) => type is StructType { Fields: [{ Name: "key" } key, { Name: "value" } value] }
        && TypeOf(key.DataType) == CellType.Text && TypeOf(value.DataType) is CellType.Real or CellType.Whole;

    private static Func<int, Cell> OfDictionary(DictionaryArray array)
    {
        Func<int, Cell> indices = Of(array.Indices);
        Func<int, Cell> texts = Of(array.Dictionary);
        return row => indices(row) is { IsNone: false } index
            ? index.Whole >= 0 && index.Whole < array.Dictionary.Length
                ? texts((int)index.Whole)
                : throw new InvalidDataException("an index beyond its dictionary")
            : default;
    }

    private static Cell OfSlice(IArrowArray values)
    {
        if (IsPair(values.Data.DataType))
            return Numbers((StructArray)values);
        Cell[] cells = Known(values);
        return OfList(values.Data.DataType) switch
        {
            CellType.Texts => Cell.Of([.. cells.Select(cell => (string)cell.Value!)]),
            CellType.Reals => Cell.Of((double[])[.. cells.Select(cell => cell.Real)]),
            CellType.Sizes => Cell.Of((long[])[.. cells.Select(cell => cell.Whole)]),
            _ => Cell.Of((IReadOnlyList<long>[])[.. cells.Select(cell => (IReadOnlyList<long>)cell.Value!)]),
        };
    }

    // What others make of numbers by name: a member is null where a row has none of that name.
    private static Cell Members(StructArray array, int row)
    {
        Dictionary<string, double> known = [];
        foreach ((IArrowArray member, Field field) in array.Fields.Zip(((StructType)array.Data.DataType).Fields))
        {
            if (Of(member)(row) is { IsNone: false } number)
                known[field.Name] = NumberOf(number);
        }

        return known.Count > 0 ? Cell.Of(known) : default;
    }

    private static double NumberOf(Cell cell) => cell.Type == CellType.Real ? cell.Real : cell.Whole;

    private static Cell Numbers(StructArray pairs)
    {
        Cell[] names = Known(pairs.Fields[0]);
        Cell[] numbers = Known(pairs.Fields[1]);
        Dictionary<string, double> byName = [];
        foreach ((Cell name, Cell number) in names.Zip(numbers))
            byName[(string)name.Value!] = NumberOf(number);
        return Cell.Of(byName);
    }

    private static Cell[] Known(IArrowArray values)
    {
        Func<int, Cell> cells = Of(values);
        Cell[] known = new Cell[values.Length];
        for (int index = 0; index < known.Length; index++)
        {
            known[index] = cells(index);
            if (known[index].IsNone)
                throw new InputException("holds null inside of a list, expected lists of values");
        }

        return known;
    }
}
