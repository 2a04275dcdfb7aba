using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using JouleTree.Core.Results;

namespace JouleTree.Tables.Columns;

/// <summary>What a table file says of itself.</summary>
/// <param name="Name">Name of the table, such as the verb that makes it.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record TableSchema(string Name, IReadOnlyList<TableColumn> Columns)
{
    /// <summary>Key of the version of JouleTree that wrote a file.</summary>
    public const string VersionKey = "jouletree.version";

    /// <summary>Key of <see cref="Name"/>.</summary>
    public const string NameKey = "jouletree.schema";

    /// <summary>Key of an object with units and meanings by column, for readers that show no metadata of columns.</summary>
    public const string ColumnsKey = "jouletree.columns";

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema of a table of results.</summary>
    /// <typeparam name="TRow">What a row is made of.</typeparam>
    /// <param name="name">Name of the table, such as the verb that makes it.</param>
    /// <param name="table">The table.</param>
    public static TableSchema Of<TRow>(string name, ResultTable<TRow> table) =>
        new(name, [.. table.Heads.Select(head => TableColumn.OfResults(name, head.Name, head.Type))]);

    /// <summary>What files say of the table as a whole.</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata =>
    [
        new(VersionKey, typeof(TableSchema).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion),
        new(NameKey, Name),
        new(ColumnsKey, ColumnsJson()),
    ];

    private string ColumnsJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, JsonOptions))
        {
            json.WriteStartObject();
            foreach (TableColumn column in Columns)
            {
                json.WriteStartObject(column.Name);
                foreach ((string key, string value) in column.Metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
