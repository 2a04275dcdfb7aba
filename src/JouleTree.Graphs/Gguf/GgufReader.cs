using System.Numerics;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Graphs.Gguf;

/// <summary>
/// Reads headers of GGUF files of version 2 and 3 (docs/gguf.md of ggml): what they say of a model, and which tensors lie where. Values of
/// tensors are not read, long lists and texts are passed over, so that what is kept does not grow with the file.
/// </summary>
internal static class GgufReader
{
    /// <summary>Bytes that tell such a file.</summary>
    public const int StartLength = 4;

    // Files have fifty or a hundred pairs, and 2,000 tensors or so; both bounds are far beyond.
    private const long MostPairs = 1 << 16;
    private const long MostTensors = 1 << 17;
    private const int LeastPair = 8 + 4 + 1;
    private const int LeastTensor = 8 + 4 + 4 + 8;
    private const int DefaultAlignment = 32;

    /// <summary>True for the first bytes of a GGUF file.</summary>
    /// <param name="start">At least <see cref="StartLength"/> bytes.</param>
    public static bool IsOne(ReadOnlySpan<byte> start) => start.StartsWith("GGUF"u8);

    /// <summary>Reads the header of a file.</summary>
    /// <param name="file">The file; of a pipe nothing behind the header is read.</param>
    /// <exception cref="InputException">It is no such file, or a damaged one.</exception>
    public static GgufHeader Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using Stream stream = file.Open();
        return Read(stream, file.Name, stream.CanSeek ? stream.Length : null);
    }

    /// <summary>Reads a header.</summary>
    /// <param name="stream">The file, at its start.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="length">Length of the file; null where it is not known, so that nothing is said of where tensors end.</param>
    /// <param name="isWhole">False where the stream holds the first bytes of a file only: tensors may end behind them.</param>
    /// <exception cref="InputException">It is no such file, or a damaged one.</exception>
    public static GgufHeader Read(Stream stream, string name, long? length, bool isWhole = true)
    {
        GgufInput input = new(stream, name, length, isWhole);
        int version = Version(input);
        long tensors = Bounded(input, input.Count(LeastTensor, "tensors"), MostTensors, "tensors");
        long pairs = Bounded(input, input.Count(LeastPair, "pairs of metadata"), MostPairs, "pairs of metadata");
        IReadOnlyDictionary<string, GgufValue> metadata = GgufMetadata.Read(input, pairs);
        int alignment = Alignment(input, metadata);
        IReadOnlyList<GgufTensor> table = GgufTable.Read(input, tensors, alignment);
        long start = (input.Position + alignment - 1) / alignment * alignment;
        GgufTable.Check(input, table, start, isWhole ? length : null);
        return new GgufHeader { File = name, Version = version, Metadata = metadata, Tensors = table, Bytes = start };
    }

    private static int Version(GgufInput input)
    {
        Span<byte> magic = stackalloc byte[StartLength];
        for (int index = 0; index < magic.Length; index++)
            magic[index] = input.Byte("its first four bytes");
        if (magic.SequenceEqual("lmgg"u8) || magic.SequenceEqual("fmgg"u8) || magic.SequenceEqual("tjgg"u8))
            throw input.Fail("is a file of ggml from before GGUF, which says little of its model: expected GGUF, convert it");
        if (!IsOne(magic))
            throw input.Fail("is no GGUF file: expected it to begin with the letters GGUF");
        uint version = input.Int("the version");
        if ((version & 0xFFFF) == 0 && version != 0)
            throw input.Fail("is big-endian: expected the little-endian form, which gguf_convert_endian.py of llama.cpp makes");
        return version is 2 or 3
            ? (int)version
            : throw input.Fail($"is of version {version} of GGUF, expected 2 or 3"
                + (version == 1 ? ": convert the model again, or quantise it with a newer llama.cpp" : ""));
    }

    private static long Bounded(GgufInput input, long count, long most, string what) => count <= most
        ? count
        : throw input.Fail($"says that {what} are {count}, expected at most {most}: the file is damaged, or no model of today");

    private static int Alignment(GgufInput input, IReadOnlyDictionary<string, GgufValue> metadata)
    {
        if (metadata.GetValueOrDefault("general.alignment") is not { } value)
            return DefaultAlignment;
        return value.Whole is > 0 and <= 1 << 30 && BitOperations.IsPow2(value.Whole.Value)
            ? (int)value.Whole.Value
            : throw new InputException(input.Place with { Field = "general.alignment" },
                $"is {value.Shown}, expected a power of 2, such as {DefaultAlignment}");
    }
}
