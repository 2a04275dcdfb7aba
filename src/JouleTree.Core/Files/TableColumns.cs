using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>Text that a decoder made of a table's rows, an object a row, where they are no trees and no energies that CSV has.</summary>
internal interface ITextOfRows
{
    /// <summary>Names of the columns; null where the text is another.</summary>
    IReadOnlyList<string>? Columns { get; }
}

/// <summary>Refuses tables that hold something else than what is read.</summary>
internal static class TableColumns
{
    private const int Shown = 6;

    /// <summary>Throws where a stream is made of rows that lack a column.</summary>
    /// <param name="content">An opened file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="needed">A column that what is read has.</param>
    /// <param name="what">What is read, in the plural.</param>
    /// <param name="expected">What such a table has, and where it comes from.</param>
    /// <exception cref="InputException">It is a table without that column.</exception>
    public static void Require(Stream content, string name, string needed, string what, string expected)
    {
        if (content is not ITextOfRows { Columns: { } columns } || columns.Contains(needed))
            return;
        string more = columns.Count > Shown ? $" and {columns.Count - Shown} more" : "";
        throw new InputException(new InputPlace(name),
            $"is a table without {what} (columns {string.Join(", ", columns.Take(Shown))}{more}), expected {expected}");
    }
}
