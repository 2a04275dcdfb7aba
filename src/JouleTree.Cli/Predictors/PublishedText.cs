using System.Globalization;
using System.Text;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Predictors;

/// <summary>Numbers and tables as the published tools print them, so that scripts over their output go on working.</summary>
internal static class PublishedText
{
    /// <summary>A number rounded to two decimals, as Python prints it: always with a decimal point.</summary>
    public static string Number(double value)
    {
        double rounded = Math.Round(value, 2);
        string text = rounded.ToString("0.##", CultureInfo.InvariantCulture);
        return text.Contains('.') ? text : text + ".0";
    }

    /// <summary>Errors by kind as an indented JSON object.</summary>
    public static string Errors(IEnumerable<(NodeKind Kind, double Error)> errors)
    {
        IEnumerable<string> lines = errors.Select(error => $"    \"{error.Kind.ToPublishedName()}\": {Number(error.Error)}");
        return $"{{\n{string.Join(",\n", lines)}\n}}";
    }

    /// <summary>A table with a numbered row index and right-aligned columns, two spaces apart.</summary>
    /// <param name="headers">Headers of the columns.</param>
    /// <param name="rows">Cells; a column of numbers has them formatted alike.</param>
    public static string Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        rows = [.. rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Harmless.Line)])];
        int[] widths = [.. headers.Select((header, column) => Math.Max(header.Length, rows.Max(row => row[column].Length)))];
        int indexWidth = (rows.Count - 1).ToString(CultureInfo.InvariantCulture).Length;
        StringBuilder text = new();
        Append(text, new string(' ', indexWidth), headers, widths);
        for (int index = 0; index < rows.Count; index++)
            Append(text.Append('\n'), index.ToString(CultureInfo.InvariantCulture).PadRight(indexWidth), rows[index], widths);
        return text.ToString();
    }

    /// <summary>Numbers of a column with as many decimals as the longest needs, at least one and at most two.</summary>
    public static IReadOnlyList<string> Column(IReadOnlyList<double?> values)
    {
        int decimals = values.Any(value => value is { } number && Number(number).Split('.')[1].Length > 1) ? 2 : 1;
        string format = decimals == 2 ? "0.00" : "0.0";
        return [.. values.Select(value => value is { } number
            ? Math.Round(number, 2).ToString(format, CultureInfo.InvariantCulture)
            : "NaN")];
    }

    private static void Append(StringBuilder text, string index, IReadOnlyList<string> cells, int[] widths)
    {
        text.Append(index);
        for (int column = 0; column < cells.Count; column++)
            text.Append("  ").Append(cells[column].PadLeft(widths[column]));
    }
}
