using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Profiling.Inputs;

/// <summary>Reads NumPy's arrays: <c>.npy</c> files and the <c>.npz</c> archives of them.</summary>
/// <remarks>Format: numpy.lib.format, versions 1 to 3. Arrays are C-ordered and little endian, as NumPy writes them by default.</remarks>
internal static class NpyReader
{
    // NumPy itself reads headers of 10,000 characters.
    private const int LongestHeader = 1 << 20;

    // Deflate makes no more of a byte.
    private const long LargestRatio = 1032;

    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];
    private static readonly byte[] Archive = [.. "PK"u8];

    /// <summary>The arrays of a file by name; a <c>.npy</c> file has one, of the file's name.</summary>
    /// <param name="source">A <c>.npy</c> or <c>.npz</c> file.</param>
    /// <returns>The arrays, owned by the caller.</returns>
    /// <exception cref="InputException">The file cannot be read, or holds something else.</exception>
    public static IReadOnlyDictionary<string, TensorData> Read(InputFile source)
    {
        using Stream file = source.OpenSeekable();
        try
        {
            if (!source.Peek(Archive.Length).Span.SequenceEqual(Archive))
                return new Dictionary<string, TensorData> { [source.Title] = ReadArray(file, file.Length) };
            using ZipArchive archive = new(file, ZipArchiveMode.Read);
            return ReadArrays(archive);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InputException(new InputPlace(source.Name),
                $"is not a NumPy array or is damaged, expected a file of numpy.save: {error.Message}", error);
        }
        catch (InputException error)
        {
            throw error.In(source.Name);
        }
    }

    private static Dictionary<string, TensorData> ReadArrays(ZipArchive archive)
    {
        Dictionary<string, TensorData> arrays = new(StringComparer.Ordinal);
        try
        {
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                string name = Path.GetFileNameWithoutExtension(entry.Name);
                if (arrays.ContainsKey(name))
                    throw new InvalidDataException($"it holds two arrays '{name}'");
                using Stream stream = entry.Open();
                arrays.Add(name, ReadArray(stream, Math.Min(entry.Length, entry.CompressedLength * LargestRatio)));
            }

            return arrays;
        }
        catch
        {
            foreach (TensorData array in arrays.Values)
                array.Dispose();
            throw;
        }
    }

    /// <summary>Reads an array.</summary>
    /// <param name="stream">The file at its start.</param>
    /// <param name="length">Most bytes that it can hold: no memory is taken for what cannot be there.</param>
    private static TensorData ReadArray(Stream stream, long length)
    {
        byte[] start = new byte[8];
        stream.ReadExactly(start);
        if (!start.AsSpan(0, 6).SequenceEqual(Magic))
            throw new InvalidDataException("it does not start with the mark of NumPy");
        byte[] size = new byte[start[6] == 1 ? 2 : 4];
        stream.ReadExactly(size);
        uint characters = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (characters > Math.Min(length, LongestHeader))
            throw new InvalidDataException($"its header of {characters} bytes does not fit into it");
        byte[] text = new byte[characters];
        stream.ReadExactly(text);
        string header = Encoding.UTF8.GetString(text);
        if (Member(header, "fortran_order").StartsWith("True", StringComparison.Ordinal))
            throw new InputException("is in Fortran's order, expected C's: save it with numpy.ascontiguousarray");
        DataType type = TypeOf(Member(header, "descr"));
        long[] shape = ShapeOf(Member(header, "shape"));
        bool isEmpty = shape.Contains(0);
        if (!isEmpty && shape.Aggregate(length / type.Bytes(), (left, size) => left / size) == 0)
            throw new InvalidDataException($"its shape ({string.Join(", ", shape)}) has more elements than the file");
        if (!isEmpty && shape.Aggregate((long)int.MaxValue / type.Bytes(), (left, size) => left / size) == 0)
            throw new InputException($"holds an array of 2 GiB or more ({string.Join(", ", shape)}): give a part of it");
        TensorData array = TensorData.Create(type, shape);
        try
        {
            stream.ReadExactly(array.Bytes);
            return array;
        }
        catch (EndOfStreamException)
        {
            array.Dispose();
            throw;
        }
    }

    /// <summary>The text of a header's member, from behind its colon to the end.</summary>
    private static string Member(string header, string name)
    {
        int at = header.IndexOf($"'{name}'", StringComparison.Ordinal);
        int colon = at < 0 ? -1 : header.IndexOf(':', at);
        return colon >= 0 ? header[(colon + 1)..].TrimStart() : throw new InvalidDataException($"its header has no '{name}'");
    }

    private static long[] ShapeOf(string text)
    {
        int end = text.IndexOf(')', StringComparison.Ordinal);
        if (!text.StartsWith('(') || end < 0)
            throw new InvalidDataException("its shape cannot be read");
        string[] sizes = text[1..end].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. sizes.Select(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new InvalidDataException($"its shape has a size '{size}'"))];
    }

    private static DataType TypeOf(string text)
    {
        string name = text.Split('\'') is { Length: > 1 } parts ? parts[1] : text;
        return name switch
        {
            "<f4" => DataType.Float32,
            "<f8" => DataType.Float64,
            "<f2" => DataType.Float16,
            "<i8" => DataType.Int64,
            "<i4" => DataType.Int32,
            "|i1" => DataType.Int8,
            "|u1" => DataType.UInt8,
            "|b1" => DataType.Bool,
            _ => throw new InputException(
                $"holds elements of NumPy's type {name}, expected float16 to float64, int8, int32, int64, uint8 or bool, little endian"),
        };
    }
}
