using System.Buffers.Binary;

namespace JouleTree.Tables.ParquetFiles;

/// <summary>
/// Walks through the description at the end of a Parquet file before the decoder does
/// (https://parquet.apache.org/docs/file-format/metadata, in Thrift's compact protocol): that reads numbers beyond its end, again and
/// again, takes members for what they should be whatever they are, and believes lengths of lists.
/// </summary>
internal ref struct FooterChecks
{
    private const int MaxDepth = 32;
    private const int LongestNumber = 10;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private FooterChecks(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Checks the description of a file.</summary>
    /// <param name="stream">The file; it is left at its start.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Check(Stream stream)
    {
        Span<byte> end = stackalloc byte[8];
        stream.Seek(-end.Length, SeekOrigin.End);
        stream.ReadExactly(end);
        int length = BinaryPrimitives.ReadInt32LittleEndian(end);
        Require(end[4..].SequenceEqual("PAR1"u8) && length >= 0 && length <= stream.Length - end.Length);
        byte[] footer = new byte[length];
        stream.Seek(-end.Length - length, SeekOrigin.End);
        stream.ReadExactly(footer);
        stream.Position = 0;
        new FooterChecks(footer).Struct(FooterMembers.File, 0);
    }

    private void Struct(FooterMembers members, int depth)
    {
        Require(depth < MaxDepth);
        int id = 0;
        while (Byte() is var header && header != 0)
        {
            id = header >> 4 is var step and > 0 ? id + step : Id();
            (ThriftType type, FooterMembers inner) = ((ThriftType)(header & 15), FooterMembers.Any);
            if (members.Of(id) is { } known)
            {
                // A truth is its own type.
                Require(known.Type == (type == ThriftType.False ? ThriftType.True : type));
                inner = known;
            }

            if (type is not (ThriftType.True or ThriftType.False))
                Value(type, inner, depth);
        }
    }

    private void Value(ThriftType type, FooterMembers members, int depth)
    {
        switch (type)
        {
            case ThriftType.Byte:
                Skip(1);
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                Number();
                break;
            case ThriftType.Double:
                Skip(sizeof(double));
                break;
            case ThriftType.Binary:
                Skip(Number());
                break;
            case ThriftType.List or ThriftType.Set:
                List(members, depth);
                break;
            case ThriftType.Struct:
                Struct(members, depth + 1);
                break;
            default:
                // Maps, and truths in lists: the format has none here.
                throw new InvalidDataException($"a member of type {(int)type}");
        }
    }

    private void List(FooterMembers members, int depth)
    {
        int header = Byte();
        ulong count = header >> 4 is var few and < 15 ? (ulong)few : Number();
        ThriftType type = (ThriftType)(header & 15);
        // No item is shorter than a byte.
        Require(count <= (ulong)(_bytes.Length - _at) && depth < MaxDepth);
        Require(members.Items is not { } items || items == type || count == 0);
        for (ulong index = 0; index < count; index++)
            Value(type, members, depth + 1);
    }

    // Signs are in the lowest bit.
    private int Id() => Number() is var number && (number & 1) == 0 ? (int)(number >> 1) : -1;

    private ulong Number()
    {
        ulong value = 0;
        for (int index = 0; index < LongestNumber; index++)
        {
            int next = Byte();
            value |= (ulong)(next & 127) << (7 * index);
            if (next < 128)
                return value;
        }

        throw new InvalidDataException("a number without an end");
    }

    private int Byte()
    {
        Require(_at < _bytes.Length);
        return _bytes[_at++];
    }

    private void Skip(ulong count)
    {
        Require(count <= (ulong)(_bytes.Length - _at));
        _at += (int)count;
    }

    private static void Require(bool fits)
    {
        if (!fits)
            throw new InvalidDataException("a description beyond its end, or of another form");
    }
}
