namespace JouleTree.Core.Files;

/// <summary>A stream that is written, forwards unless it says otherwise; all else is refused. Not thread-safe.</summary>
internal abstract class WritingStream : Stream
{
    public sealed override bool CanRead => false;

    public override bool CanSeek => false;

    public sealed override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes on.</summary>
    /// <param name="buffer">The bytes.</param>
    public abstract override void Write(ReadOnlySpan<byte> buffer);

    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
