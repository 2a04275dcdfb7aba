namespace JouleTree.Core.Results;

/// <summary>
/// A column of results. What is known by <see cref="Name"/> in data has <see cref="Title"/> in tables for people; a column may be in
/// data alone (no title), or in tables alone (no name).
/// </summary>
/// <typeparam name="TRow">What a row is made of.</typeparam>
internal sealed record Column<TRow>
{
    /// <summary>A column of data.</summary>
    /// <param name="name">Its name in CSV and JSON, with its unit: <c>energy_j</c>. docs/columns.md says what each means.</param>
    /// <param name="value">What it holds in a row.</param>
    public Column(string? name, Func<TRow, Cell>? value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>A column that only tables for people have, such as a bar.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="text">What it shows in a row.</param>
    public static Column<TRow> OnlyShown(string title, Func<TRow, string> text) => new(null, null) { Title = title, Text = text };

    /// <summary>Name in CSV and JSON, or null for a column that only tables have.</summary>
    public string? Name { get; }

    /// <summary>What it holds in a row; null where it has no name.</summary>
    public Func<TRow, Cell>? Value { get; }

    /// <summary>Title in tables, or null for a column of data alone.</summary>
    public string? Title { get; private init; }

    /// <summary>What a table shows in a row; null where it has no title.</summary>
    public Func<TRow, string>? Text { get; private init; }

    /// <summary>Numbers stand to the right.</summary>
    public bool IsRight { get; private init; }

    /// <summary>The same column of rows that have this row as a part.</summary>
    /// <typeparam name="TWhole">What a row is made of.</typeparam>
    /// <param name="part">The part.</param>
    public Column<TWhole> In<TWhole>(Func<TWhole, TRow> part) =>
        new(Name, Value is { } value ? row => value(part(row)) : null)
        {
            Title = Title,
            Text = Text is { } text ? row => text(part(row)) : null,
            IsRight = IsRight,
        };

    /// <summary>The same column, shown in tables.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="text">What it shows in a row.</param>
    public Column<TRow> Shown(string title, Func<TRow, string> text) => this with { Title = title, Text = text };

    /// <summary>The same column, shown in tables to the right, as numbers are.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="text">What it shows in a row.</param>
    public Column<TRow> ShownRight(string title, Func<TRow, string> text) => this with { Title = title, Text = text, IsRight = true };
}
