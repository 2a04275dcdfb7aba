using System.IO.Compression;
using JouleTree.Core.Errors;

namespace JouleTree.Core.Files;

/// <summary>
/// The content of what gzip has compressed, all of it that comes before a damage (but for its last byte): the decoder alone loses what
/// it has decoded in the very call that meets the damage. Read forwards once; not thread-safe.
/// </summary>
internal sealed class GzipContent : ReadingStream
{
    private const int BufferSize = 1 << 16;

    private readonly Stream _compressed;
    private readonly string _name;
    private GZipStream _content;
    private long _given;
    private bool _isDamaged;

    /// <summary>The content of a stream.</summary>
    /// <param name="compressed">A stream at its start; it is disposed with this one.</param>
    /// <param name="name">What messages call it.</param>
    public GzipContent(Stream compressed, string name)
    {
        (_compressed, _name) = (compressed, name);
        _content = Decoder();
    }

    /// <summary>Reads on.</summary>
    /// <param name="buffer">Takes the bytes.</param>
    /// <returns>Number of bytes; 0 at the end.</returns>
    /// <exception cref="InputException">It cannot be read, or is damaged behind the bytes that were given.</exception>
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
            catch (InvalidDataException error)
            {
                // A pipe cannot be read twice.
                if (!_compressed.CanSeek)
                    throw Damaged(error);
                _isDamaged = true;
                Reopen();
            }
        }

        return ReadUpToDamage(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            _compressed.Dispose();
        }

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
        catch (InvalidDataException error)
        {
            // The next call meets it again.
            if (count == 0)
                throw Damaged(error);
        }

        return count;
    }

    private InputException Damaged(InvalidDataException error) =>
        new(new InputPlace(_name), "is a damaged gzip file, or none", error);

    private GZipStream Decoder() => new(_compressed, CompressionMode.Decompress, leaveOpen: true);

    // What was given is decoded once more and passed over.
    private void Reopen()
    {
        _content.Dispose();
        _compressed.Position = 0;
        _content = Decoder();
        byte[] passed = new byte[BufferSize];
        long left = _given;
        while (left > 0 && _content.Read(passed, 0, (int)Math.Min(left, passed.Length)) is > 0 and var count)
            left -= count;
    }
}
