using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>
/// Protocol-buffer fields in a growing buffer (the wire format's three kinds: varint, 32 bit, length-delimited). Written by
/// hand so that weights can be streamed past the two gigabytes that a message in memory may have, and so that nothing is
/// loaded when nothing is exported.
/// </summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>What has been written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>Number of bytes written.</summary>
    public int Length => _buffer.WrittenCount;

    public void Integer(int field, long value)
    {
        Varint((uint)(field << 3));
        Varint(unchecked((ulong)value));
    }

    public void Float(int field, float value)
    {
        Varint((uint)((field << 3) | 5));
        BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Start(field, value.Length);
        _buffer.Write(value);
    }

    public void Message(int field, ProtobufWriter message) => Bytes(field, message.Written);

    /// <summary>The head of a length-delimited field whose content the caller writes elsewhere.</summary>
    public void Start(int field, long length)
    {
        Varint((uint)((field << 3) | 2));
        Varint((ulong)length);
    }

    /// <summary>Adds fields that were written apart.</summary>
    public void Append(ProtobufWriter fields) => _buffer.Write(fields.Written);

    private void Varint(ulong value)
    {
        Span<byte> span = _buffer.GetSpan(10);
        int count = 0;
        while (value >= 0x80)
        {
            span[count++] = (byte)(value & 0x7F | 0x80);
            value >>= 7;
        }

        span[count++] = (byte)value;
        _buffer.Advance(count);
    }
}
