using System.Globalization;
using System.Text.RegularExpressions;

namespace JouleTree.Core.Import.Tables;

/// <summary>
/// What stands before the decimals of a table's numbers: a point, or a comma as programs in German and other languages write.
/// </summary>
/// <remarks>
/// A comma is told from one between thousands by the file: <c>0,0001</c> and <c>30,5</c> are no thousands. Where only <c>30,000</c> and
/// the like stand in a file, nobody can tell, and such a number is refused, as is one with a point in a file of commas.
/// </remarks>
internal sealed partial class DecimalMark
{
    private readonly Cell? _comma;

    private DecimalMark(Cell? comma) => _comma = comma;

    /// <summary>The mark of a table.</summary>
    /// <param name="columns">Cells of each column; a column counts where all of them are numbers.</param>
    public static DecimalMark Of(IEnumerable<IEnumerable<Cell>> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new DecimalMark(columns.Select(CommaOf).FirstOrDefault(comma => comma is not null));
    }

    private static Cell? CommaOf(IEnumerable<Cell> column)
    {
        Cell? comma = null;
        foreach (Cell cell in column)
        {
            if (!IsNumber(cell.Text))
                return null;
            if (comma is null && WithDecimalComma().IsMatch(cell.Text) && !Thousands().IsMatch(cell.Text))
                comma = cell;
        }

        return comma;
    }

    /// <summary>True for a number, whatever stands in it before its decimals or between its thousands.</summary>
    /// <param name="text">Text without spaces around it.</param>
    public static bool IsNumber(string text) => NumberLike().IsMatch(text);

    /// <summary>The number in a text; null where it is none, or what is wrong with it.</summary>
    /// <param name="text">Text without spaces around it.</param>
    /// <param name="problem">Why it is no number here; null where it is one.</param>
    public double? Parse(string text, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        problem = null;
        string spelled = text;
        if (_comma is { } known && text.Contains('.', StringComparison.Ordinal))
            problem = $"is '{text}', and line {known.Line} has '{known.Text}' in '{known.Field}': decimals follow a comma or a point, not "
                + "both";
        else if (_comma is not null && WithDecimalComma().IsMatch(text))
            spelled = text.Replace(',', '.');
        else if (text.Contains(',', StringComparison.Ordinal))
            problem = $"is '{text}', expected a number without a separator of thousands; decimals follow a point";
        if (problem is not null)
            return null;
        if (double.TryParse(spelled, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
            return value;
        problem = $"is '{text}', expected a finite number";
        return null;
    }

    [GeneratedRegex("^[+-]?[0-9][0-9.,]*([eE][+-]?[0-9]+)?$")]
    private static partial Regex NumberLike();

    [GeneratedRegex("^[+-]?[0-9]+,[0-9]+([eE][+-]?[0-9]+)?$")]
    private static partial Regex WithDecimalComma();

    [GeneratedRegex("^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+$")]
    private static partial Regex Thousands();

    /// <summary>A cell that is not empty.</summary>
    /// <param name="Line">Line in the file, from 1.</param>
    /// <param name="Field">Name of its column.</param>
    /// <param name="Text">Its text without spaces around it.</param>
    public sealed record Cell(long Line, string Field, string Text);
}
