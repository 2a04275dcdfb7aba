using System.Buffers.Binary;

namespace JouleTree.Tables.ArrowFiles;

/// <summary>
/// Sees that the lists that a message of Arrow tells of fit into it (https://arrow.apache.org/docs/format/Columnar.html, a FlatBuffer):
/// the decoder takes memory for as many as a damaged number says, and follows fields into fields as deep as they go.
/// </summary>
internal static class MessageChecks
{
    private const int MaxDepth = 32;

    private const byte Schema = 1;
    private const byte Dictionary = 2;
    private const byte Batch = 3;

    /// <summary>Checks the description of a message.</summary>
    /// <param name="message">The description.</param>
    /// <exception cref="InvalidDataException">A list is longer than the message.</exception>
    public static void Check(ReadOnlySpan<byte> message)
    {
        int table = Follow(message, 0);
        // More fields than bytes are there only where some stand in several places.
        int left = message.Length;
        List(message, table, 4, sizeof(int));
        int kind = Place(message, table, 1);
        int header = Place(message, table, 2);
        if (kind == 0 || header == 0)
            return;
        header = Follow(message, header);
        switch (message[kind])
        {
            case Schema:
                List(message, header, 2, sizeof(int));
                List(message, header, 3, sizeof(long));
                Fields(message, List(message, header, 1, sizeof(int)), 0, ref left);
                break;
            case Dictionary when Place(message, header, 1) is > 0 and var data:
                Columns(message, Follow(message, data));
                break;
            case Batch:
                Columns(message, header);
                break;
        }
    }

    // Nodes and buffers are two numbers each.
    private static void Columns(ReadOnlySpan<byte> message, int batch)
    {
        List(message, batch, 1, 2 * sizeof(long));
        List(message, batch, 2, 2 * sizeof(long));
        List(message, batch, 4, sizeof(long));
    }

    private static void Fields(ReadOnlySpan<byte> message, (int Start, int Count) fields, int depth, ref int left)
    {
        left -= fields.Count;
        Require(depth < MaxDepth && left >= 0);
        for (int index = 0; index < fields.Count; index++)
        {
            int field = Follow(message, fields.Start + (index * sizeof(int)));
            List(message, field, 6, sizeof(int));
            Fields(message, List(message, field, 5, sizeof(int)), depth + 1, ref left);
        }
    }

    private static (int Start, int Count) List(ReadOnlySpan<byte> message, int table, int member, int width)
    {
        int place = Place(message, table, member);
        if (place == 0)
            return default;
        int start = Follow(message, place);
        int count = Number(message, start);
        start += sizeof(int);
        Require(count >= 0 && (long)count * width <= message.Length - start);
        return (start, count);
    }

    // Where a member of a table stands; 0 where the table has none.
    private static int Place(ReadOnlySpan<byte> message, int table, int member)
    {
        int names = table - Number(message, table);
        int entry = (2 + member) * sizeof(ushort);
        Require(names >= 0 && names <= message.Length - sizeof(ushort));
        if (entry >= BinaryPrimitives.ReadUInt16LittleEndian(message[names..]))
            return 0;
        Require(names + entry <= message.Length - sizeof(ushort));
        int offset = BinaryPrimitives.ReadUInt16LittleEndian(message[(names + entry)..]);
        Require(table + offset < message.Length);
        return offset == 0 ? 0 : table + offset;
    }

    private static int Follow(ReadOnlySpan<byte> message, int place)
    {
        long target = place + (long)(uint)Number(message, place);
        Require(target <= message.Length - sizeof(int));
        return (int)target;
    }

    private static int Number(ReadOnlySpan<byte> message, int place)
    {
        Require(place >= 0 && place <= message.Length - sizeof(int));
        return BinaryPrimitives.ReadInt32LittleEndian(message[place..]);
    }

    private static void Require(bool fits)
    {
        if (!fits)
            throw new InvalidDataException("a list beyond its message");
    }
}
