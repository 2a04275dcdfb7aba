using JouleTree.Core.Files;

namespace JouleTree.Tables.ParquetFiles;

/// <summary>
/// A file to read from that throws where it is read beyond its end: the decoder takes what is not there for a number that goes on, without
/// an end.
/// </summary>
/// <param name="file">The file; it can be sought in, and is disposed with the stream.</param>
internal sealed class EndedStream(Stream file) : ReadingStream
{
    public override bool CanSeek => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override int Read(Span<byte> buffer) => file.Read(buffer) is var count && (count > 0 || buffer.IsEmpty)
        ? count
        : throw new EndOfStreamException();

    public override int ReadByte() => file.ReadByte() is var value and >= 0 ? value : throw new EndOfStreamException();

    // Nothing waits for a disk in the meantime: the format's code is asynchronous, ours is not.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }
}
