using System.IO.Compression;
using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>
/// The content of a gzip file, all of it that comes before a damage (but for its last byte): the decoder alone loses what it has
/// decoded in the very call that meets the damage. Read forwards once; not thread-safe.
/// </summary>
internal sealed class GzipFile : Stream
{
    private const int BufferSize = 1 << 16;

    private readonly string _path;
    private readonly bool _isSeekable;
    private GZipStream _content;
    private long _given;
    private bool _isDamaged;

    /// <summary>Opens a file.</summary>
    /// <param name="path">File as the user gave it.</param>
    /// <exception cref="InputException">The file is missing, a folder, or may not be read.</exception>
    public GzipFile(string path)
    {
        _path = path;
        FileStream file = FileFailure.OpenRead(path, BufferSize);
        _isSeekable = file.CanSeek;
        _content = new GZipStream(file, CompressionMode.Decompress);
    }

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

    /// <summary>Reads on.</summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <returns>Number of bytes; 0 at the end.</returns>
    /// <exception cref="InvalidDataException">The file is damaged behind the bytes that were given.</exception>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (!_isDamaged)
        {
            try
            {
                int count = _content.Read(buffer);
                _given += count;
                return count;
            }
            catch (InvalidDataException) when (_isSeekable)
            {
                // A pipe cannot be read twice.
                _isDamaged = true;
                Reopen();
            }
        }

        return ReadUpToDamage(buffer);
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
            _content.Dispose();
        base.Dispose(disposing);
    }

    // Byte by byte, so that no byte is lost; there are few of them.
    private int ReadUpToDamage(Span<byte> buffer)
    {
        int count = 0;
        try
        {
            while (count < buffer.Length && _content.ReadByte() is >= 0 and var value)
                buffer[count++] = (byte)value;
        }
        catch (InvalidDataException) when (count > 0)
        {
            // The next call meets it again.
        }

        return count;
    }

    // What was given is decoded once more and passed over.
    private void Reopen()
    {
        _content.Dispose();
        _content = new GZipStream(FileFailure.OpenRead(_path, BufferSize), CompressionMode.Decompress);
        byte[] passed = new byte[BufferSize];
        long left = _given;
        while (left > 0 && _content.Read(passed, 0, (int)Math.Min(left, passed.Length)) is > 0 and var count)
            left -= count;
    }
}
