namespace JouleTree.Tables.Columns;

/// <summary>Units as the names of columns of results have them.</summary>
internal static class ColumnUnits
{
    private static readonly (string Ending, string Unit)[] Endings =
    [
        ("_per_token_j", "J"), ("_per_token_s", "s"), ("_j", "J"), ("_s", "s"), ("_percent", "%"), ("percent_error", "%"),
        ("percent_error_sd", "%"), ("_bytes", "B"),
    ];

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["percent"] = "%",
        ["bytes"] = "B",
        ["flops"] = "FLOP",
        ["macs"] = "MAC",
        ["bounded_macs"] = "MAC",
    };

    /// <summary>The unit of a column of results, or null where it has none.</summary>
    /// <param name="column">Its name.</param>
    public static string? Of(string column) => Names.GetValueOrDefault(column)
        ?? Array.Find(Endings, pair => column.EndsWith(pair.Ending, StringComparison.Ordinal)).Unit;
}
