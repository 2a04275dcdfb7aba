namespace JouleTree.Tables;

/// <summary>Pieces of text as a stream to read from; each piece is made when it is read. Not thread-safe.</summary>
/// <param name="pieces">The pieces.</param>
/// <param name="source">What they are made from; it is disposed with the stream.</param>
internal sealed class TextOfPieces(IEnumerable<ReadOnlyMemory<byte>> pieces, IDisposable source) : Stream
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _pieces = pieces.GetEnumerator();
    private ReadOnlyMemory<byte> _left;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
