using System.Collections;
using System.Globalization;
using DuckDB.NET.Data;

namespace JouleTree.Tables.Tests;

/// <summary>DuckDB: how others read what is written, and write what is read.</summary>
internal static class DuckDb
{
    /// <summary>The rows of a query, cells joined by <c>|</c>; null is <c>NULL</c>, lists stand in brackets, maps in braces.</summary>
    /// <param name="sql">A query; files stand in it by their names.</param>
    public static string[] Query(string sql)
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using DuckDBDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(index => Text(reader.GetValue(index)))));
        return [.. rows];
    }

    private static string Text(object? value) => value switch
    {
        null or DBNull => "NULL",
        string text => text,
        IDictionary map => $"{{{string.Join(',', map.Keys.Cast<object>().Select(key => $"{key}={Text(map[key])}"))}}}",
        IEnumerable list => $"[{string.Join(',', list.Cast<object>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
