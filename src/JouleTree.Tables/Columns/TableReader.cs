using JouleTree.Core.Errors;
using JouleTree.Core.Results;

namespace JouleTree.Tables.Columns;

/// <summary>Reads a table file, a group of rows at a time. Not thread-safe.</summary>
/// <param name="name">What messages call the file.</param>
internal abstract class TableReader(string name) : IDisposable
{
    /// <summary>What messages call the file.</summary>
    public string Name => name;

    /// <summary>The columns that hold what a <see cref="Cell"/> can; others are not read.</summary>
    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Names of the columns that hold what no cell can, such as dates.</summary>
    public abstract IReadOnlyList<string> Unreadable { get; }

    /// <summary>The groups of rows, in file order, each read when it is asked for.</summary>
    /// <exception cref="InputException">While enumerating: the file is damaged.</exception>
    public abstract IEnumerable<TableRows> Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the file's format needs.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>Does what decodes bytes of the file.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="name">What messages call the file.</param>
    /// <param name="format">Name of the format.</param>
    /// <param name="decode">What decodes.</param>
    /// <exception cref="InputException">The file is damaged.</exception>
    protected static T Decoded<T>(string name, string format, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception error) when (error is not (InputException or OperationCanceledException))
        {
            // The decoders trust what they read: damaged bytes end in any exception that there is, that of too little memory included.
            throw new InputException(new InputPlace(name), $"is a damaged or incomplete {format} file, or has what this program cannot "
                + $"read ({error.GetType().Name}); write or copy it once more", error);
        }
    }
}

/// <summary>Some rows of a table file.</summary>
/// <param name="Count">Number of rows.</param>
/// <param name="Columns">For each column of the reader, the cell of a row, counted from 0.</param>
internal sealed record TableRows(int Count, IReadOnlyList<Func<int, Cell>> Columns);
