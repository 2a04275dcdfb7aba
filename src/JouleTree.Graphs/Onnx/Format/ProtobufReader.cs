using System.Buffers.Binary;
using System.Text;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>
/// Reads protocol-buffer fields from a stream that can seek. Large fields are skipped, not read, and their place is known.
/// </summary>
internal sealed class ProtobufReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private long _bufferStart;
    private int _next;
    private int _filled;

    /// <summary>Position of the next byte in the stream.</summary>
    public long Position => _bufferStart + _next;

    /// <summary>Reads the head of the next field of a message, if there is one.</summary>
    /// <param name="end">Where the message ends.</param>
    /// <param name="field">Number of the field.</param>
    /// <param name="kind">Its kind on the wire: 0 varint, 1 64 bit, 2 length-delimited, 5 32 bit.</param>
    public bool Next(long end, out int field, out int kind)
    {
        (field, kind) = (0, 0);
        if (Position >= end)
            return false;
        ulong head = Varint();
        (field, kind) = ((int)Math.Min(head >> 3, int.MaxValue), (int)(head & 7));
        return field > 0 ? true : throw Broken("a field has number 0");
    }

    /// <summary>A varint as a signed number.</summary>
    public long Integer() => unchecked((long)Varint());

    /// <summary>A 32-bit floating-point number.</summary>
    public float Float()
    {
        Span<byte> bytes = stackalloc byte[4];
        Copy(bytes);
        return BinaryPrimitives.ReadSingleLittleEndian(bytes);
    }

    /// <summary>The length of a length-delimited field; its content must end within the message.</summary>
    /// <param name="end">Where the message ends.</param>
    public long Length(long end)
    {
        ulong length = Varint();
        return length <= (ulong)(end - Position)
            ? (long)length
            : throw Broken($"a field of {length} bytes reaches past the end of its message or of the file");
    }

    /// <summary>The content of a length-delimited field.</summary>
    /// <param name="end">Where the message ends.</param>
    public byte[] Bytes(long end) => Take(checked((int)Length(end)));

    /// <summary>Some bytes.</summary>
    /// <param name="count">How many.</param>
    public byte[] Take(int count)
    {
        byte[] bytes = new byte[count];
        Copy(bytes);
        return bytes;
    }

    /// <summary>A length-delimited text.</summary>
    /// <param name="end">Where the message ends.</param>
    public string Text(long end)
    {
        long length = Length(end);
        if (length > _filled - _next)
            return Encoding.UTF8.GetString(Take(checked((int)length)));
        // Nearly every name lies in the buffer as a whole.
        string text = Encoding.UTF8.GetString(_buffer, _next, (int)length);
        _next += (int)length;
        return text;
    }

    /// <summary>Passes over some bytes.</summary>
    /// <param name="count">How many.</param>
    public void Skip(long count)
    {
        if (count <= _filled - _next)
        {
            _next += (int)count;
            return;
        }

        _bufferStart = Position + count;
        (_next, _filled) = (0, 0);
        stream.Position = _bufferStart;
    }

    /// <summary>Passes over the content of a field.</summary>
    /// <param name="kind">Its kind on the wire.</param>
    /// <param name="end">Where the message ends.</param>
    public void SkipField(int kind, long end)
    {
        switch (kind)
        {
            case 0: Varint(); break;
            case 1: Skip(8); break;
            case 2: Skip(Length(end)); break;
            case 5: Skip(4); break;
            default: throw Broken($"a field is of kind {kind}");
        }
    }

    /// <summary>The failure of bytes that are no protocol-buffer message.</summary>
    /// <param name="problem">What is wrong.</param>
    public InvalidDataException Broken(string problem) => new($"{problem}, near byte {Position}");

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Byte();
            value |= unchecked((ulong)(part & 0x7F) << shift);
            if (part < 0x80)
                return value;
        }

        throw Broken("a number has more than ten bytes");
    }

    private byte Byte()
    {
        if (_next == _filled)
            Fill();
        return _buffer[_next++];
    }

    private void Copy(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            if (_next == _filled)
                Fill();
            int count = Math.Min(destination.Length, _filled - _next);
            _buffer.AsSpan(_next, count).CopyTo(destination);
            _next += count;
            destination = destination[count..];
        }
    }

    private void Fill()
    {
        _bufferStart += _filled;
        _next = 0;
        _filled = stream.Read(_buffer);
        if (_filled == 0)
            throw Broken("the file ends in the middle of a message");
    }
}
