using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Core.Import.Tables;

/// <summary>
/// A CSV file with a header line, plain or gzip-compressed, read into memory. The header tells the separator: a comma, else a semicolon
/// or a tab.
/// </summary>
internal sealed class MeasurementTable
{
    private readonly Dictionary<string, int> _columns;

    private MeasurementTable(string file, Dictionary<string, int> columns, List<MeasurementRow> rows)
    {
        File = file;
        _columns = columns;
        Rows = rows;
    }

    public string File { get; }

    public IReadOnlyList<MeasurementRow> Rows { get; }

    public IReadOnlyCollection<string> Columns => _columns.Keys;

    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>What stands before decimals.</summary>
    public DecimalMark Decimals => field ??= DecimalMark.Of(Columns.Select(column => Rows
        .Where(row => row.Find(column) is not null)
        .Select(row => new DecimalMark.Cell(row.Line, column, row.Find(column)!))));

    public static MeasurementTable Read(InputFile file)
    {
        List<MeasurementRow> rows = [];
        Dictionary<string, int> columns = new(StringComparer.Ordinal);
        MeasurementTable table = new(file.Name, columns, rows);
        using StreamReader reader = file.OpenText();
        string first = reader.ReadLine()
            ?? throw new InputException(new InputPlace(file.Name), "is empty, expected CSV with a header line");
        long line = 1;
        char? stated = Stated(first);
        if (stated is not null && reader.ReadLine() is { } second)
            (first, line) = (second, 2);
        char separator = stated ?? SeparatorOf(first);
        string[] header = Split(first, separator, new InputPlace(file.Name, line));
        for (int index = 0; index < header.Length; index++)
            columns.TryAdd(header[index].Trim(), index);
        while (reader.ReadLine() is { } text)
        {
            line++;
            // Files that were put together have their header again.
            if (text.Length == 0 || text == first)
                continue;
            string[] fields = Split(text, separator, new InputPlace(file.Name, line));
            if (fields.Length != header.Length)
                throw new InputException(new InputPlace(file.Name, line),
                    $"has {fields.Length} fields, expected the {header.Length} of the header"
                        + Hint(separator, fields.Length - header.Length));
            rows.Add(new MeasurementRow(table, rows.Count, line, fields));
        }

        return table;
    }

    public bool HasColumnsOf(MeasurementTable other) => ReferenceEquals(this, other) || Columns.SequenceEqual(other.Columns);

    public int IndexOf(string column) => _columns.TryGetValue(column, out int index)
        ? index
        : throw new InputException(new InputPlace(File, 1, Field: column), "is missing from the header");

    private static string Hint(char separator, int surplus) =>
        separator == ',' && surplus > 0 ? "; where decimals follow a comma, fields are separated by ;" : "";

    // «sep=;», which spreadsheets write above the header.
    private static char? Stated(string line) =>
        line.Length == 5 && line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? line[4] : null;

    private static char SeparatorOf(string header) =>
        header.Contains(',', StringComparison.Ordinal) ? ',' : header.Contains(';', StringComparison.Ordinal) ? ';'
        : header.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';

    // Measurement files quote fields that hold commas, and never line breaks: a quote left open is a broken line.
    private static string[] Split(string line, char separator, InputPlace place)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
            return line.Split(separator);
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int index = 0; index < line.Length; index++)
        {
            char sign = line[index];
            if (sign == '"' && quoted && index + 1 < line.Length && line[index + 1] == '"')
            {
                field.Append('"');
                index++;
            }
            else if (sign == '"')
            {
                quoted = !quoted;
            }
            else if (sign == separator && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(sign);
            }
        }

        if (quoted)
            throw new InputException(place, "has a quote that is not closed");
        fields.Add(field.ToString());
        return [.. fields];
    }
}
