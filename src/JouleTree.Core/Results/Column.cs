namespace JouleTree.Core.Results;

/// <summary>
/// A column of results. What is known by <see cref="Name"/> in data has <see cref="Title"/> in tables for people; a column may be in
/// data alone (no title), or in tables alone (no name).
/// </summary>
/// <typeparam name="TRow">What a row is made of.</typeparam>
internal sealed record Column<TRow>
{
    private Column(string? name, CellType type, Func<TRow, Cell>? value) => (Name, Type, Value) = (name, type, value);

    /// <summary>A column of texts.</summary>
    /// <param name="name">Its name in CSV and JSON, with its unit: <c>energy_j</c>. docs/columns.md says what each means.</param>
    /// <param name="value">What it holds in a row; null for unknown.</param>
    public Column(string name, Func<TRow, string?> value)
        : this(name, CellType.Text, row => value(row))
    {
    }

    /// <summary>A column of whole numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it holds in a row; null for unknown.</param>
    public Column(string name, Func<TRow, long?> value)
        : this(name, CellType.Whole, row => value(row))
    {
    }

    /// <summary>A column of real numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it holds in a row; null for unknown, as is what is not finite.</param>
    public Column(string name, Func<TRow, double?> value)
        : this(name, CellType.Real, row => value(row))
    {
    }

    /// <summary>A column of yes or no.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What it holds in a row; null for unknown.</param>
    public Column(string name, Func<TRow, bool?> value)
        : this(name, CellType.Flag, row => value(row))
    {
    }

    /// <summary>A column of lists.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">What its cells are where they are known: what <paramref name="value"/> makes.</param>
    /// <param name="value">What it holds in a row.</param>
    public static Column<TRow> Of(string name, CellType type, Func<TRow, Cell> value) => new(name, type, value);

    /// <summary>A column that only tables for people have, such as a bar.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="text">What it shows in a row.</param>
    public static Column<TRow> OnlyShown(string title, Func<TRow, string> text) =>
        new(null, CellType.None, null) { Title = title, Text = text };

    /// <summary>A column that only tables for people have, to the right, as numbers are.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="text">What it shows in a row.</param>
    public static Column<TRow> OnlyShownRight(string title, Func<TRow, string> text) => OnlyShown(title, text) with { IsRight = true };

    /// <summary>Name in CSV and JSON, or null for a column that only tables have.</summary>
    public string? Name { get; }

    /// <summary>What its cells hold where they are known; nothing where it has no name.</summary>
    public CellType Type { get; }

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
        new(Name, Type, Value is { } value ? row => value(part(row)) : null)
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
