using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Core.Import.Tables;

/// <summary>A row of a measurement file with its place.</summary>
/// <param name="table">Table of the row.</param>
/// <param name="index">Number of the row, from 0, the header not counted.</param>
/// <param name="line">Line in the file, from 1.</param>
/// <param name="fields">Texts of the row.</param>
internal sealed class MeasurementRow(MeasurementTable table, int index, long line, string[] fields)
{
    public int Index => index;

    public long Line => line;

    public InputPlace Place(string? column = null) => new(table.File, line, Field: column);

    public bool Has(string column) => table.Has(column);

    /// <summary>Text of a column, or null where it is empty or the column is absent.</summary>
    public string? Find(string column) =>
        table.Has(column) && fields[table.IndexOf(column)].Trim() is { Length: > 0 } text ? text : null;

    public string Text(string column) =>
        fields[table.IndexOf(column)].Trim() is { Length: > 0 } text ? text : throw new InputException(Place(column), "is empty");

    public double Number(string column) => FindNumber(column)
        ?? throw new InputException(Place(column), table.Has(column) ? "is empty, expected a number" : "is missing from the header");

    public double? FindNumber(string column) => Find(column) is { } text ? Number(column, text) : null;

    /// <summary>The number in a text of this row, by the decimals of the table.</summary>
    /// <param name="column">What error messages call the text.</param>
    /// <param name="text">The text.</param>
    public double Number(string column, string text) =>
        table.Decimals.Parse(text, out string? problem) ?? throw new InputException(Place(column), problem!);

    /// <summary>True where every field is the same.</summary>
    /// <param name="other">A row, maybe of another file.</param>
    public bool IsCopyOf(MeasurementRow other) => table.HasColumnsOf(other.Table) && fields.SequenceEqual(other.Fields);

    private MeasurementTable Table => table;

    private string[] Fields => fields;

    /// <summary>A whole number, also one written as <c>3.0</c>.</summary>
    public long? FindWhole(string column) => FindNumber(column) switch
    {
        null => null,
        { } value when value == Math.Floor(value) && Math.Abs(value) < 9e15 => (long)value,
        { } value => throw new InputException(Place(column),
            $"is {value.ToString(CultureInfo.InvariantCulture)}, expected a whole number"),
    };
}
