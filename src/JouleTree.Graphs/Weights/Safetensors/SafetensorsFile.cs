using System.Buffers.Binary;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Weights.Safetensors;

/// <summary>
/// Reads the header of a safetensors file: its length in 8 bytes, little-endian, and a JSON object that names each tensor with its
/// type, shape and bytes. The values behind it are not read. As strict as the reference implementation, more so about
/// names that stand twice.
/// </summary>
internal static class SafetensorsFile
{
    /// <summary>Longest header, as of the reference implementation.</summary>
    internal const long LongestHeader = 100_000_000;

    private const int LengthBytes = 8;

    /// <summary>True where a file begins as one does: a length that can be, and an object.</summary>
    /// <param name="start">Its first bytes.</param>
    public static bool StartsAsOne(ReadOnlySpan<byte> start) => start.Length > LengthBytes && start[LengthBytes] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(start) <= LongestHeader;

    /// <summary>Reads one.</summary>
    /// <param name="stream">The file; can seek, stands at its start.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="isWhole">False for a file of which only the beginning is there.</param>
    /// <exception cref="InputException">It is no such file, or a damaged one.</exception>
    public static IReadOnlyList<SafetensorsEntry> Read(Stream stream, string name, bool isWhole = true)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        byte[] header = Header(stream, name);
        List<SafetensorsEntry> entries = new SafetensorsParser(name).Parse(header);
        long end = EndOf(entries, name);
        long length = stream.Length - LengthBytes - header.Length;
        if (end > length && isWhole)
            throw Failure(name, $"is cut off: its tensors take {end} bytes behind the header, and there are {length}; fetch it again");
        if (end < length)
            throw Failure(name, $"has {length - end} bytes behind its last tensor, expected none: its header is not that of its content");
        return entries;
    }

    private static byte[] Header(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[LengthBytes];
        int read = stream.ReadAtLeast(start, LengthBytes, throwOnEndOfStream: false);
        if (read == 0)
            throw Failure(name, "is empty, expected a safetensors file; fetch it again");
        // What a repository holds in place of a large file begins «version https://git-lfs».
        if (start.SequenceEqual("version "u8))
            throw Failure(name, "is a pointer of Git LFS to the file, not the file: fetch it, such as by git lfs pull");
        ulong length = read < LengthBytes ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length < 2)
            throw Failure(name, "is no safetensors file: expected the length of a header in its first 8 bytes");
        if (length > LongestHeader)
            throw Failure(name, $"is no safetensors file: its first 8 bytes say a header of {length} bytes, expected at most "
                + $"{LongestHeader}");
        long left = stream.Length - LengthBytes;
        if ((long)length > left)
            throw Failure(name, $"is cut off: its header takes {length} bytes, and {left} are there; fetch it again");
        byte[] header = GC.AllocateUninitializedArray<byte>((int)length);
        stream.ReadExactly(header);
        return header[0] == (byte)'{'
            ? header
            : throw Failure(name, "is no safetensors file: expected { as the first character of its header");
    }

    /// <summary>The byte behind the last tensor, where all lie behind each other.</summary>
    private static long EndOf(List<SafetensorsEntry> entries, string name)
    {
        long end = 0;
        SafetensorsEntry? last = null;
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End))
        {
            if (entry.Start > end)
                throw Failure(name, $"leaves {entry.Start - end} bytes unused: tensors lie behind each other, and this one begins at "
                    + $"{entry.Start}, expected {end}", entry.Name);
            if (entry.Start < end)
                throw Failure(name, $"begins at byte {entry.Start}, inside {last!.Name}, which ends at {end}: tensors share no bytes",
                    entry.Name);
            (end, last) = (entry.End, entry);
        }

        return end;
    }

    private static InputException Failure(string name, string problem, string? tensor = null) =>
        new(new InputPlace(name, Node: tensor), problem);
}
