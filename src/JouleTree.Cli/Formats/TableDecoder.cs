using JouleTree.Core.Files;
using JouleTree.Tables;
using JouleTree.Tables.Columns;

namespace JouleTree.Cli.Formats;

/// <summary>
/// Reads Parquet and Arrow files where text is expected. What decodes them is loaded for the first such file: commands that read none
/// start without it.
/// </summary>
internal sealed class TableDecoder : IContentDecoder
{
    /// <summary>The one there is.</summary>
    public static readonly TableDecoder Instance = new();

    private TableDecoder()
    {
    }

    /// <inheritdoc/>
    public int StartLength => "ARROW1"u8.Length;

    /// <inheritdoc/>
    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith("PAR1"u8) || start.StartsWith("ARROW1"u8);

    /// <inheritdoc/>
    public Stream Decode(Stream content, string name)
    {
        bool isParquet = content.ReadByte() == 'P';
        content.Position = 0;
        return TableFile.Text(content, isParquet ? TableFormat.Parquet : TableFormat.Arrow, name);
    }
}
