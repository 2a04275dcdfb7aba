using System.Text;
using System.Text.Json;

namespace JouleTree.Core.Results;

/// <summary>Columns that make a table for people, CSV, members of JSON and lines of JSON out of the same rows.</summary>
/// <typeparam name="TRow">What a row is made of.</typeparam>
/// <param name="columns">The columns, the most important first: where a table does not fit, the last ones are left out.</param>
internal sealed class ResultTable<TRow>(params IEnumerable<Column<TRow>> columns)
{
    private readonly Column<TRow>[] _data = [.. columns.Where(column => column.Name is not null)];
    private readonly Column<TRow>[] _shown = [.. columns.Where(column => column.Title is not null)];

    // Of use to JSON alone.
    private JsonEncodedText[] Members => field ??= Array.ConvertAll(_data, column => JsonEncodedText.Encode(column.Name!));

    /// <summary>Names of the columns of data, in order.</summary>
    public IEnumerable<string> Names => _data.Select(column => column.Name!);

    /// <summary>The columns of data, in order: what each is called, and what its cells hold.</summary>
    public IEnumerable<(string Name, CellType Type)> Heads => _data.Select(column => (column.Name!, column.Type));

    /// <summary>The cells of a row, in the order of <see cref="Heads"/>.</summary>
    /// <param name="row">A row.</param>
    public Cell[] Cells(TRow row) => Array.ConvertAll(_data, column => column.Value!(row));

    /// <summary>The first line of CSV, with its end.</summary>
    public string CsvHeader => string.Join(',', Names.Select(CsvText.Cell)) + "\n";

    /// <summary>CSV: a header, then a line a row.</summary>
    /// <param name="rows">Rows.</param>
    public string Csv(IEnumerable<TRow> rows)
    {
        StringBuilder text = new(CsvHeader);
        foreach (TRow row in rows)
            AppendCsv(text, row);
        return text.ToString();
    }

    /// <summary>Appends a line of CSV, with its end.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="row">A row.</param>
    public void AppendCsv(StringBuilder text, TRow row)
    {
        for (int index = 0; index < _data.Length; index++)
        {
            if (index > 0)
                text.Append(',');
            _data[index].Value!(row).AppendCsv(text);
        }

        text.Append('\n');
    }

    /// <summary>Writes a row as members of an open object; unknown is null.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="row">A row.</param>
    public void WriteMembers(Utf8JsonWriter json, TRow row)
    {
        for (int index = 0; index < _data.Length; index++)
        {
            json.WritePropertyName(Members[index]);
            _data[index].Value!(row).WriteJson(json);
        }
    }

    /// <summary>
    /// Writes a row as members of an open object and leaves out what is unknown: in trees of thousands of nodes most members are.
    /// </summary>
    /// <param name="json">Where to.</param>
    /// <param name="row">A row.</param>
    public void WriteKnown(Utf8JsonWriter json, TRow row)
    {
        for (int index = 0; index < _data.Length; index++)
        {
            Cell cell = _data[index].Value!(row);
            if (cell.IsNone)
                continue;
            json.WritePropertyName(Members[index]);
            cell.WriteJson(json);
        }
    }

    /// <summary>Writes rows as an array of objects.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="rows">Rows.</param>
    public void WriteArray(Utf8JsonWriter json, IEnumerable<TRow> rows)
    {
        json.WriteStartArray();
        foreach (TRow row in rows)
        {
            json.WriteStartObject();
            WriteMembers(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Lines of JSON: an object a row.</summary>
    /// <param name="rows">Rows.</param>
    public string JsonLines(IEnumerable<TRow> rows)
    {
        StringBuilder text = new();
        foreach (TRow row in rows)
            AppendJson(text, row);
        return text.ToString();
    }

    /// <summary>Appends a row as a line of JSON, with its end.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="row">A row.</param>
    public void AppendJson(StringBuilder text, TRow row)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            WriteMembers(json, row);
            json.WriteEndObject();
        }

        text.Append(Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length))).Append('\n');
    }

    /// <summary>A table for people.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public string Text(IEnumerable<TRow> rows, int? width = null)
    {
        TextTable table = new([.. _shown.Select(column => (column.IsRight ? ">" : "") + column.Title)]);
        foreach (TRow row in rows)
            table.Add([.. _shown.Select(column => column.Text!(row))]);
        return table.Render(width);
    }

    /// <summary>The first line of a table that is written line by line, with its end.</summary>
    /// <param name="widths">Widths of the shown columns, at least.</param>
    public string TextHeader(IReadOnlyList<int> widths)
    {
        StringBuilder text = new();
        AppendPadded(text, widths, column => column.Title!);
        return text.ToString();
    }

    /// <summary>Appends a line of a table that is written line by line, with its end.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="row">A row.</param>
    /// <param name="widths">Widths of the shown columns, at least.</param>
    public void AppendText(StringBuilder text, TRow row, IReadOnlyList<int> widths) =>
        AppendPadded(text, widths, column => Harmless.Line(column.Text!(row)));

    private void AppendPadded(StringBuilder text, IReadOnlyList<int> widths, Func<Column<TRow>, string> textOf)
    {
        for (int index = 0; index < _shown.Length; index++)
        {
            string cell = textOf(_shown[index]);
            int width = Math.Max(widths[index], _shown[index].Title!.Length);
            bool isLast = index == _shown.Length - 1;
            text.Append(index > 0 ? "  " : "").Append(_shown[index].IsRight ? cell.PadLeft(width) : isLast ? cell : cell.PadRight(width));
        }

        text.Append('\n');
    }
}
