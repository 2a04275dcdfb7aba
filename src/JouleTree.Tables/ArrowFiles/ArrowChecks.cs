using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace JouleTree.Tables.ArrowFiles;

/// <summary>
/// Sees that what an array says of places in its buffers lies inside of them. Arrow's own code believes it, and would read memory that is
/// not the file's.
/// </summary>
internal static class ArrowChecks
{
    /// <summary>Checks an array and what is in it.</summary>
    /// <param name="data">The array.</param>
    /// <exception cref="InvalidDataException">It points outside of itself.</exception>
    public static void Check(ArrayData data)
    {
        long end = (long)data.Offset + data.Length;
        Require(data.Offset >= 0 && data.Length >= 0);
        Require(data.Buffers[0].Length == 0 || data.Buffers[0].Length >= (end + 7) / 8);
        switch (data.DataType)
        {
            case StringType:
                Offsets(MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span), end, data.Buffers[2].Length);
                break;
            case LargeStringType:
                Offsets(MemoryMarshal.Cast<byte, long>(data.Buffers[1].Span), end, data.Buffers[2].Length);
                break;
            case StringViewType:
                Views(data, end);
                break;
            case ListType or MapType:
                Offsets(MemoryMarshal.Cast<byte, int>(data.Buffers[1].Span), end, data.Children[0].Length);
                Check(data.Children[0]);
                break;
            case LargeListType:
                Offsets(MemoryMarshal.Cast<byte, long>(data.Buffers[1].Span), end, data.Children[0].Length);
                Check(data.Children[0]);
                break;
            case StructType:
                foreach (ArrayData child in data.Children)
                {
                    Require(child.Length >= end);
                    Check(child);
                }

                break;
            case DictionaryType dictionary:
                Require(data.Buffers[1].Length >= ((end * ((FixedWidthType)dictionary.IndexType).BitWidth) + 7) / 8);
                Check(data.Dictionary);
                break;
            case FixedWidthType width:
                Require(data.Buffers[1].Length >= ((end * width.BitWidth) + 7) / 8);
                break;
            default:
                throw new InvalidDataException($"an array of {data.DataType.Name}");
        }
    }

    private static void Offsets(ReadOnlySpan<int> offsets, long end, long most)
    {
        Require(end == 0 || offsets.Length > end);
        for (int index = 0; index <= end && index < offsets.Length; index++)
            Require(offsets[index] >= (index == 0 ? 0 : offsets[index - 1]) && offsets[index] <= most);
    }

    private static void Offsets(ReadOnlySpan<long> offsets, long end, long most)
    {
        Require(end == 0 || offsets.Length > end);
        for (int index = 0; index <= end && index < offsets.Length; index++)
            Require(offsets[index] >= (index == 0 ? 0 : offsets[index - 1]) && offsets[index] <= most);
    }

    // A view is a length and, where the text is longer than what stands behind, a buffer and a place in it.
    private static void Views(ArrayData data, long end)
    {
        const int width = 16;
        const int inside = 12;
        ReadOnlySpan<byte> views = data.Buffers[1].Span;
        Require(views.Length >= end * width);
        for (int index = 0; index < end; index++)
        {
            ReadOnlySpan<byte> view = views.Slice(index * width, width);
            int length = BinaryPrimitives.ReadInt32LittleEndian(view);
            int buffer = BinaryPrimitives.ReadInt32LittleEndian(view[8..]);
            int place = BinaryPrimitives.ReadInt32LittleEndian(view[12..]);
            Require(length is >= 0 and <= inside || (length > inside && buffer >= 0 && place >= 0 && buffer < data.Buffers.Length - 2
                && (long)place + length <= data.Buffers[2 + buffer].Length));
        }
    }

    private static void Require(bool isInside)
    {
        if (!isInside)
            throw new InvalidDataException("a place outside of the file");
    }
}
