using JouleTree.Core.Files;

namespace JouleTree.Tables.Columns;

/// <summary>A stream to write to that knows its place, as the formats ask for it, also where it is a pipe.</summary>
/// <param name="stream">Where it writes to; it stays open.</param>
internal sealed class PlacedStream(Stream stream) : WritingStream
{
    private long _position;

    // Asked for where a place is meant; nothing is sought.
    public override bool CanSeek => true;

    public override long Length => _position;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        stream.Write(buffer);
        _position += buffer.Length;
    }

    // Nothing waits for a disk in the meantime: the formats' code is asynchronous, ours is not.
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => stream.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        stream.Flush();
        return Task.CompletedTask;
    }
}
