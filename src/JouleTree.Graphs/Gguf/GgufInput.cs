using System.Buffers.Binary;
using System.Text;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Gguf;

/// <summary>
/// The bytes of a header from the start on, buffered: every length is held against what is left before anything is taken for it.
/// </summary>
/// <param name="stream">The file, at its start; is not closed.</param>
/// <param name="name">What messages call it.</param>
/// <param name="length">Its length; null where it is not known, as of a pipe.</param>
/// <param name="isWhole">False where these are the first bytes of a longer file.</param>
internal sealed class GgufInput(Stream stream, string name, long? length, bool isWhole)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>Bytes that were read.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes that are left; null where the length is not known.</summary>
    public long? Left => length - Position;

    /// <summary>Where things are in the file, for messages.</summary>
    public InputPlace Place => new(name);

    /// <summary>A failure in this file.</summary>
    /// <param name="problem">What is wrong.</param>
    public InputException Fail(string problem) => new(Place, problem);

    /// <summary>A whole number of 8 bits.</summary>
    public byte Byte(string what) => Take(1, what)[0];

    /// <summary>A whole number of 16 bits.</summary>
    public ushort Short(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what));

    /// <summary>A whole number of 32 bits.</summary>
    public uint Int(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    /// <summary>A whole number of 64 bits.</summary>
    public ulong Long(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    /// <summary>A number of things that follow, each of some bytes at least.</summary>
    /// <param name="least">Fewest bytes of one.</param>
    /// <param name="what">What they are.</param>
    /// <exception cref="InputException">There is no room for as many.</exception>
    public long Count(int least, string what)
    {
        // Called for each of many items: words are put together where they are needed.
        ulong count = Long(what);
        if (count > (ulong)(long.MaxValue / least) || (Left is { } left && (long)count > left / least))
            throw Fail($"says that {what} are {count}, and only {Rest} follow: {Reason}");
        return (long)count;
    }

    /// <summary>A text of at most some bytes.</summary>
    /// <param name="most">Most bytes.</param>
    /// <param name="what">What it is.</param>
    /// <exception cref="InputException">It is longer, or no UTF-8.</exception>
    public string Text(int most, string what)
    {
        long bytes = Count(1, $"the bytes of {what}");
        if (bytes > most)
            throw Fail($"{what} has {bytes} bytes, expected at most {most}: the file is damaged");
        try
        {
            return Strict.GetString(Take((int)bytes, what));
        }
        catch (DecoderFallbackException error)
        {
            throw new InputException(Place, $"{what} is no text in UTF-8: the file is damaged", error);
        }
    }

    /// <summary>A text of any length, kept where it is short.</summary>
    /// <param name="most">Most bytes that are kept.</param>
    /// <param name="what">What it is.</param>
    /// <returns>The text, with marks for what is no UTF-8; null where it is longer.</returns>
    public string? LongText(int most, string what)
    {
        long bytes = Count(1, $"the bytes of {what}");
        if (bytes <= most)
            return Encoding.UTF8.GetString(Take((int)bytes, what));
        Skip(bytes, what);
        return null;
    }

    /// <summary>Passes over some bytes.</summary>
    /// <param name="count">How many, of which as many are left as the length says.</param>
    /// <param name="what">What they are.</param>
    public void Skip(long count, string what)
    {
        if (Left is { } left && count > left)
            throw Ended(what);
        long buffered = Math.Min(count, _end - _start);
        _start += (int)buffered;
        long beyond = count - buffered;
        if (beyond > _buffer.Length && stream.CanSeek && length is not null)
        {
            stream.Seek(beyond, SeekOrigin.Current);
            beyond = 0;
        }

        Position += count - beyond;
        while (beyond > 0)
        {
            int piece = (int)Math.Min(beyond, _buffer.Length);
            Take(piece, what);
            beyond -= piece;
        }
    }

    private string Reason => isWhole
        ? "the file is damaged or was not copied to its end"
        : "the header goes on behind it; give more of the file's start";

    private string Rest => Left is { } left ? $"{left} bytes" : "fewer bytes";

    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > _buffer.Length)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"at most {_buffer.Length} bytes");
        if (_end - _start < count)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            _end += stream.ReadAtLeast(_buffer.AsSpan(_end), count - _end, throwOnEndOfStream: false);
            if (_end < count)
                throw Ended(what);
        }

        ReadOnlySpan<byte> taken = _buffer.AsSpan(_start, count);
        _start += count;
        Position += count;
        return taken;
    }

    private InputException Ended(string what) => Fail(
        $"ends at byte {length ?? Position + _end - _start} within {what}: {Reason}");
}
