using JouleTree.Cli.Terminal;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Tables;

namespace JouleTree.Cli.Formats;

/// <summary>Rows as a binary table, to a file or to standard output.</summary>
internal static class TableOutput
{
    /// <summary>Writes rows where a binary format was asked for.</summary>
    /// <typeparam name="TRow">What a row is made of.</typeparam>
    /// <param name="context">Where it writes.</param>
    /// <param name="format">What was asked for.</param>
    /// <param name="name">Name of the table: the verb.</param>
    /// <param name="table">The columns.</param>
    /// <param name="rows">The rows, asked for only where they are written.</param>
    /// <param name="file">The file of <c>-o</c> where it takes the table; null for standard output.</param>
    /// <returns>False where a text was asked for, and nothing was written.</returns>
    public static bool Write<TRow>(
        CommandContext context, OutputFormat format, string name, ResultTable<TRow> table, IEnumerable<TRow> rows, OutputFile? file = null)
    {
        if (!format.IsBinary())
            return false;
        Destination(context, file).Write(stream => TableFile.Write(stream, format.ToTable(), name, table, rows));
        return true;
    }

    /// <summary>Where a binary table goes.</summary>
    /// <param name="context">Where a verb writes.</param>
    /// <param name="file">The file of <c>-o</c> where it takes the table, or null.</param>
    public static OutputFile Destination(CommandContext context, OutputFile? file) =>
        file ?? OutputFile.OfStream(context.OpenBinary!, StandardOutput.Name);
}
