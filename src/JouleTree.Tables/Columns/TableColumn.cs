using JouleTree.Core.Results;

namespace JouleTree.Tables.Columns;

/// <summary>A column of a table file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What its cells hold where they are known.</param>
internal sealed record TableColumn(string Name, CellType Type)
{
    /// <summary>Unit of its numbers; null for those that have none, or several.</summary>
    public string? Unit { get; init; }

    /// <summary>What it means, in words; null where nobody said.</summary>
    public string? Meaning { get; init; }

    /// <summary>A column of results, whose name has its unit and whose meaning stands in docs/columns.md.</summary>
    /// <param name="table">Name of the table, such as the verb that makes it: some columns mean another thing in another table.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">What its cells hold.</param>
    public static TableColumn OfResults(string table, string name, CellType type) =>
        new(name, type) { Unit = ColumnUnits.Of(name), Meaning = ColumnMeanings.Of(table, name) };

    /// <summary>What files say of it beside name and type.</summary>
    public IEnumerable<KeyValuePair<string, string>> Metadata
    {
        get
        {
            if (Unit is not null)
                yield return new("unit", Unit);
            if (Meaning is not null)
                yield return new("meaning", Meaning);
        }
    }
}
