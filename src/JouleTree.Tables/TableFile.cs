using System.Text;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Tables.ArrowFiles;
using JouleTree.Tables.Columns;
using JouleTree.Tables.ParquetFiles;
using JouleTree.Tables.Trees;

namespace JouleTree.Tables;

/// <summary>Files of tables: results and whole trees, written and read.</summary>
internal static class TableFile
{
    /// <summary>Writes rows of results.</summary>
    /// <typeparam name="TRow">What a row is made of.</typeparam>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="format">Which format.</param>
    /// <param name="name">Name of the table, such as the verb that makes it.</param>
    /// <param name="table">The columns.</param>
    /// <param name="rows">The rows; each is asked for when it is written.</param>
    public static void Write<TRow>(Stream stream, TableFormat format, string name, ResultTable<TRow> table, IEnumerable<TRow> rows)
    {
        using TableWriter writer = Create(stream, format, TableSchema.Of(name, table));
        foreach (TRow row in rows)
            writer.Add(table.Cells(row));
        writer.Finish();
    }

    /// <summary>Writes whole trees, a row a node.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="format">Which format.</param>
    /// <param name="write">Is given what writes a tree.</param>
    public static void WriteTrees(Stream stream, TableFormat format, Action<Action<ModelTree>> write)
    {
        using TableWriter table = Create(stream, format, TreeTable.Schema);
        TreeTableWriter trees = new(table);
        write(trees.Write);
        table.Finish();
    }

    /// <summary>Begins a table.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="format">Which format.</param>
    /// <param name="schema">The table.</param>
    public static TableWriter Create(Stream stream, TableFormat format, TableSchema schema) => format == TableFormat.Parquet
        ? new ParquetTableWriter(stream, schema)
        : new ArrowTableWriter(stream, schema);

    /// <summary>
    /// The text that a table stands for: the lines of a tree file where it holds trees; CSV where it holds energies as CodeCarbon has them
    /// (<c>cpu_energy</c>), which are read from CSV; else lines of JSON, an object a row.
    /// </summary>
    /// <param name="stream">The file at its start; it can be sought in, and is disposed with the text.</param>
    /// <param name="format">Its format.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InputException">The file is damaged; the text throws it, too.</exception>
    public static Stream Text(Stream stream, TableFormat format, string name)
    {
        TableReader reader = format == TableFormat.Parquet
            ? new ParquetTableReader(stream, name)
            : new ArrowTableReader(stream, name);
        if (reader.Columns.Count == 0)
        {
            string others = reader.Unreadable.Count > 0 ? $", only {string.Join(", ", reader.Unreadable.Take(5))}" : "";
            reader.Dispose();
            // A few bytes may say that there are a billion rows of nothing.
            throw new InputException(new InputPlace(name), $"has no column of numbers, texts or lists of them{others}");
        }

        return TreeTableLines.AreIn(reader.Columns) ? new TextOfPieces(TreeTableLines.Read(reader), reader, null)
            : reader.Columns.Any(column => column.Name == "cpu_energy") ? new TextOfPieces(Csv(reader), reader, null)
            : new TextOfPieces(JsonLines(reader), reader, [.. reader.Columns.Select(column => column.Name), .. reader.Unreadable]);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Csv(TableReader reader)
    {
        StringBuilder text = new();
        text.AppendJoin(',', reader.Columns.Select(column => CsvText.Cell(column.Name))).Append('\n');
        foreach (TableRows rows in reader.Read())
        {
            for (int row = 0; row < rows.Count; row++)
            {
                for (int column = 0; column < rows.Columns.Count; column++)
                {
                    text.Append(column > 0 ? "," : "");
                    rows.Columns[column](row).AppendCsv(text);
                }

                yield return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
                text.Clear();
            }
        }

        if (text.Length > 0)
            yield return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<ReadOnlyMemory<byte>> JsonLines(TableReader reader)
    {
        foreach (TableRows rows in reader.Read())
        {
            for (int row = 0; row < rows.Count; row++)
            {
                using MemoryStream line = new();
                using (Utf8JsonWriter json = new(line))
                {
                    json.WriteStartObject();
                    for (int column = 0; column < rows.Columns.Count; column++)
                    {
                        if (rows.Columns[column](row) is not { IsNone: false } cell)
                            continue;
                        json.WritePropertyName(reader.Columns[column].Name);
                        cell.WriteJson(json);
                    }

                    json.WriteEndObject();
                }

                line.WriteByte((byte)'\n');
                yield return line.ToArray();
            }
        }
    }
}
