using System.Text;

namespace JouleTree.Testing;

/// <summary>
/// Writes GGUF files by the letter of docs/gguf.md of ggml, with a table of types of its own (GGML_QUANT_SIZES of gguf-py's constants.py),
/// so that a reader is held against something else than itself. Tensors hold zeros; of large files nothing is written behind the header.
/// </summary>
public sealed class GgufWriter
{
    /// <summary>Kinds of values by their numbers.</summary>
    public const uint U8 = 0, I8 = 1, U16 = 2, I16 = 3, U32 = 4, I32 = 5, Real32 = 6, Bool = 7, Text = 8, List = 9, U64 = 10,
        I64 = 11, Real64 = 12;

    /// <summary>Types of tensors by their numbers.</summary>
    public const uint F32 = 0, F16 = 1, Q4_0 = 2, Q8_0 = 8, Q4_K = 12, Q5_K = 13, Q6_K = 14, BF16 = 30, MXFP4 = 39, NVFP4 = 40;

    private readonly List<byte[]> _pairs = [];
    private readonly List<(string Name, long[] Sizes, uint Type, ulong? Offset)> _tensors = [];

    /// <summary>Values and bytes of a block by the number of a type.</summary>
    public static IReadOnlyDictionary<uint, (int Values, int Bytes)> Blocks { get; } = new Dictionary<uint, (int, int)>
    {
        [0] = (1, 4),
        [1] = (1, 2),
        [2] = (32, 2 + 16),
        [3] = (32, 2 + 2 + 16),
        [6] = (32, 2 + 4 + 16),
        [7] = (32, 2 + 2 + 4 + 16),
        [8] = (32, 2 + 32),
        [10] = (256, 2 + 2 + 16 + 64),
        [11] = (256, 2 + 64 + 32 + 12),
        [12] = (256, 2 + 2 + 128 + 12),
        [13] = (256, 2 + 2 + 128 + 32 + 12),
        [14] = (256, 2 + 128 + 64 + 16),
        [15] = (256, 4 + 256 + 32),
        [16] = (256, 2 + 64),
        [17] = (256, 2 + 64 + 8),
        [18] = (256, 2 + 64 + 32),
        [19] = (256, 2 + 32 + 16),
        [20] = (32, 2 + 16),
        [21] = (256, 2 + 64 + 32 + 8 + 4),
        [22] = (256, 2 + 64 + 16),
        [23] = (256, 2 + 2 + 128 + 4),
        [24] = (1, 1),
        [25] = (1, 2),
        [26] = (1, 4),
        [27] = (1, 8),
        [28] = (1, 8),
        [29] = (256, 32 + 16 + 8),
        [30] = (1, 2),
        [34] = (256, 2 + (4 * 13)),
        [35] = (256, 2 + 64),
        [39] = (32, 1 + 16),
        [40] = (64, 4 + 32),
        [41] = (128, 2 + 16),
        [42] = (64, 2 + 16),
    };

    /// <summary>Version of the format.</summary>
    public uint Version { get; init; } = 3;

    /// <summary>What offsets are multiples of; general.alignment says it where it is not 32.</summary>
    public uint Alignment { get; init; } = 32;

    /// <summary>Count of tensors that the header claims; null for as many as there are.</summary>
    public ulong? ClaimedTensors { get; init; }

    /// <summary>Count of pairs that the header claims; null for as many as there are.</summary>
    public ulong? ClaimedPairs { get; init; }

    /// <summary>Bytes of all tensors, each filled up to the alignment.</summary>
    public long TensorBytes => _tensors.Sum(tensor => Padded(BytesOf(tensor.Sizes, tensor.Type)));

    /// <summary>All tensors.</summary>
    public IReadOnlyList<(string Name, uint Type, long[] Sizes)> Tensors =>
        [.. _tensors.Select(tensor => (tensor.Name, tensor.Type, tensor.Sizes))];

    /// <summary>All pairs as they are written.</summary>
    public IReadOnlyList<byte[]> Pairs => _pairs;

    /// <summary>A pair that is written already.</summary>
    public GgufWriter Raw(byte[] pair)
    {
        _pairs.Add(pair);
        return this;
    }

    /// <summary>A pair of any kind.</summary>
    public GgufWriter Pair(string key, uint kind, params byte[] value)
    {
        _pairs.Add([.. Bytes(key), .. BitConverter.GetBytes(kind), .. value]);
        return this;
    }

    public GgufWriter With(string key, string value) => Pair(key, Text, Bytes(value));

    public GgufWriter With(string key, int value) => Pair(key, U32, BitConverter.GetBytes((uint)value));

    public GgufWriter With(string key, double value) => Pair(key, Real32, BitConverter.GetBytes((float)value));

    public GgufWriter With(string key, bool value) => Pair(key, Bool, (byte)(value ? 1 : 0));

    /// <summary>A list of items that are written already.</summary>
    public GgufWriter WithList(string key, uint kind, ulong count, params byte[] items) =>
        Pair(key, List, [.. BitConverter.GetBytes(kind), .. BitConverter.GetBytes(count), .. items]);

    public GgufWriter WithTexts(string key, IEnumerable<string> texts)
    {
        byte[][] items = [.. texts.Select(Bytes)];
        return WithList(key, Text, (ulong)items.Length, [.. items.SelectMany(item => item)]);
    }

    /// <summary>A tensor, behind those before it or where it is told to be.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="sizes">Its sizes, rows before columns.</param>
    public GgufWriter Tensor(string name, uint type, params long[] sizes)
    {
        _tensors.Add((name, sizes, type, null));
        return this;
    }

    public GgufWriter TensorAt(ulong offset, string name, uint type, params long[] sizes)
    {
        _tensors.Add((name, sizes, type, offset));
        return this;
    }

    /// <summary>The header, filled up to where tensors begin.</summary>
    public byte[] Header()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write(ClaimedTensors ?? (ulong)_tensors.Count);
        bool isAligned = Alignment == 32;
        writer.Write(ClaimedPairs ?? (ulong)(_pairs.Count + (isAligned ? 0 : 1)));
        if (!isAligned)
            writer.Write([.. Bytes("general.alignment"), .. BitConverter.GetBytes(U32), .. BitConverter.GetBytes(Alignment)]);
        foreach (byte[] pair in _pairs)
            writer.Write(pair);
        long offset = 0;
        foreach ((string name, long[] sizes, uint type, ulong? at) in _tensors)
        {
            writer.Write(Bytes(name));
            writer.Write((uint)sizes.Length);
            foreach (long size in sizes.Reverse())
                writer.Write(size);
            writer.Write(type);
            writer.Write(at ?? (ulong)offset);
            if (Blocks.ContainsKey(type))
                offset += Padded(BytesOf(sizes, type));
        }

        writer.Write(new byte[Padded(stream.Length) - stream.Length]);
        return stream.ToArray();
    }

    /// <summary>The whole file.</summary>
    public byte[] Whole() => [.. Header(), .. new byte[TensorBytes]];

    /// <summary>Writes the file, whose tensors take no room on disk.</summary>
    public string WriteTo(string path)
    {
        using FileStream file = File.Create(path);
        byte[] header = Header();
        file.Write(header);
        file.SetLength(header.Length + TensorBytes);
        return path;
    }

    /// <summary>A text behind its length.</summary>
    public static byte[] Bytes(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes((ulong)bytes.Length), .. bytes];
    }

    private static long BytesOf(long[] sizes, uint type) =>
        Blocks.TryGetValue(type, out (int Values, int Bytes) block) && sizes.All(size => size >= 0)
            ? sizes.Aggregate(1L, (all, size) => all * size) / block.Values * block.Bytes
            : 0;

    private long Padded(long bytes) => Alignment == 0 ? bytes : (bytes + Alignment - 1) / Alignment * Alignment;
}
