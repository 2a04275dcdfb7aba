using JouleTree.Core.Files;
using JouleTree.Tables.Columns;

namespace JouleTree.Cli.Formats;

/// <summary>Formats of tables by the names of files.</summary>
internal static class TableNames
{
    /// <summary>The format that the name of a file promises; null for none, and for standard output.</summary>
    /// <param name="file">A file.</param>
    public static OutputFormat? Of(OutputFile file) => Path.GetExtension(file.Path)?.ToLowerInvariant() switch
    {
        ".parquet" => OutputFormat.Parquet,
        ".arrow" or ".feather" => OutputFormat.Arrow,
        _ => null,
    };

    /// <summary>True for a binary table, false for a text.</summary>
    /// <param name="format">A format.</param>
    public static bool IsBinary(this OutputFormat format) => format is OutputFormat.Parquet or OutputFormat.Arrow;

    /// <summary>The same as the library has it.</summary>
    /// <param name="format">A binary format.</param>
    public static TableFormat ToTable(this OutputFormat format) =>
        format == OutputFormat.Parquet ? TableFormat.Parquet : TableFormat.Arrow;
}
