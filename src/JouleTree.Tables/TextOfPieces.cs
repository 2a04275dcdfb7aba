using JouleTree.Core.Files;

namespace JouleTree.Tables;

/// <summary>Pieces of text as a stream to read from; each piece is made when it is read. Not thread-safe.</summary>
/// <param name="pieces">The pieces.</param>
/// <param name="source">What they are made from; it is disposed with the stream.</param>
/// <param name="columns">Names of the columns where a piece is a row; null for another text.</param>
internal sealed class TextOfPieces(IEnumerable<ReadOnlyMemory<byte>> pieces, IDisposable source, IReadOnlyList<string>? columns)
    : ReadingStream, ITextOfRows
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _pieces = pieces.GetEnumerator();
    private ReadOnlyMemory<byte> _left;

    public IReadOnlyList<string>? Columns => columns;

    public override int Read(Span<byte> buffer)
    {
        while (_left.IsEmpty)
        {
            if (!_pieces.MoveNext())
                return 0;
            _left = _pieces.Current;
        }

        int count = Math.Min(buffer.Length, _left.Length);
        _left.Span[..count].CopyTo(buffer);
        _left = _left[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pieces.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
