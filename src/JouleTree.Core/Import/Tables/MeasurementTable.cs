using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Core.Import.Tables;

/// <summary>A CSV file with a header line, plain or gzip-compressed, read into memory.</summary>
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

    public static MeasurementTable Read(InputFile file)
    {
        List<MeasurementRow> rows = [];
        Dictionary<string, int> columns = new(StringComparer.Ordinal);
        MeasurementTable table = new(file.Name, columns, rows);
        using StreamReader reader = file.OpenText();
        string[] header = Split(reader.ReadLine()
            ?? throw new InputException(new InputPlace(file.Name), "is empty, expected CSV with a header line"),
            new InputPlace(file.Name, 1));
        for (int index = 0; index < header.Length; index++)
            columns.TryAdd(header[index].Trim(), index);
        long line = 1;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0)
                continue;
            string[] fields = Split(text, new InputPlace(file.Name, line));
            if (fields.Length != header.Length)
                throw new InputException(new InputPlace(file.Name, line),
                    $"has {fields.Length} fields, expected the {header.Length} of the header");
            rows.Add(new MeasurementRow(table, rows.Count, line, fields));
        }

        return table;
    }

    public int IndexOf(string column) => _columns.TryGetValue(column, out int index)
        ? index
        : throw new InputException(new InputPlace(File, 1, Field: column), "is missing from the header");

    // Measurement files quote fields that hold commas, and never line breaks: a quote left open is a broken line.
    private static string[] Split(string line, InputPlace place)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
            return line.Split(',');
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
            else if (sign == ',' && !quoted)
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
