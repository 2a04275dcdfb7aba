using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Gguf;

/// <summary>Reads the table of a GGUF file's tensors, and refuses one whose tensors cannot lie where it says.</summary>
internal static class GgufTable
{
    // As docs/gguf.md bounds names and dimensions.
    private const int LongestName = 64;
    private const int MostDimensions = 4;

    // A thousand times the largest file there is; sums of what lies below stay far from 2^63.
    private const long MostBytes = 1L << 50;

    /// <summary>Reads all entries.</summary>
    /// <param name="input">The file, at the first one.</param>
    /// <param name="count">Their number.</param>
    /// <param name="alignment">What offsets are multiples of.</param>
    /// <exception cref="InputException">They are damaged, of types that are not known, or a name stands twice.</exception>
    public static IReadOnlyList<GgufTensor> Read(GgufInput input, long count, int alignment)
    {
        List<GgufTensor> table = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (long index = 0; index < count; index++)
        {
            string name = input.Text(LongestName, "the name of a tensor");
            GgufTensor tensor = Tensor(input, name, alignment);
            if (!names.Add(name))
                throw Fail(input, name, "stands twice, expected it once");
            table.Add(tensor);
        }

        return table;
    }

    /// <summary>Holds tensors against the file: all within it, none within another.</summary>
    /// <param name="input">The file.</param>
    /// <param name="table">Its tensors.</param>
    /// <param name="start">Where they begin.</param>
    /// <param name="length">Length of the file; null where it is not known.</param>
    /// <exception cref="InputException">A tensor ends behind the file, or two lie on each other.</exception>
    public static void Check(GgufInput input, IReadOnlyList<GgufTensor> table, long start, long? length)
    {
        GgufTensor? before = null;
        foreach (GgufTensor tensor in table.Where(tensor => tensor.Bytes > 0).OrderBy(tensor => tensor.Offset))
        {
            if (before is not null && before.Offset + before.Bytes > tensor.Offset)
                throw Fail(input, tensor.Name, $"begins at byte {tensor.Offset} of the tensors, where {GgufText.Shown(before.Name)} "
                    + $"ends at {before.Offset + before.Bytes} only: the file is damaged");
            before = tensor;
        }

        if (before is not null && length is { } bytes && before.Offset + before.Bytes > bytes - start)
            throw Fail(input, before.Name, $"ends {before.Offset + before.Bytes - (bytes - start)} bytes behind the end of the file, "
                + $"which has {bytes}: it was not copied or downloaded to its end");
    }

    private static GgufTensor Tensor(GgufInput input, string name, int alignment)
    {
        string what = $"the entry of tensor {GgufText.Shown(name)}";
        uint dimensions = input.Int(what);
        if (dimensions > MostDimensions)
            throw Fail(input, name, $"has {dimensions} dimensions, expected at most {MostDimensions}");
        long[] sizes = new long[dimensions];
        for (int index = 0; index < sizes.Length; index++)
        {
            ulong size = input.Long(what);
            sizes[^(index + 1)] = size is > 0 and <= long.MaxValue
                ? (long)size
                : throw Fail(input, name, $"has a dimension of {size}, expected 1 to 2^63 - 1: the file is damaged");
        }

        GgufType type = TypeOf(input, name, input.Int(what));
        ulong offset = input.Long(what);
        long bytes = BytesOf(input, name, sizes, type);
        if (offset % (ulong)alignment != 0)
            throw Fail(input, name, $"begins at byte {offset} of the tensors, expected a multiple of {alignment} (general.alignment)");
        if (offset > (ulong)(MostBytes - bytes))
            throw Fail(input, name, $"begins at byte {offset} of the tensors, which no file has: the file is damaged");
        return new GgufTensor(name, new TensorShape(sizes), type, (long)offset, bytes, input.Place.File!);
    }

    private static GgufType TypeOf(GgufInput input, string name, uint number)
    {
        if (GgufBlocks.Find(number) is { } type)
            return type;
        throw Fail(input, name, GgufBlocks.NameOfRemoved(number) is { } removed
            ? $"is of type {removed} ({number}), which files no longer hold: quantise the model again, as q4_0 for example"
            : $"is of type {number}, which is not among ggml's types: expected {string.Join(", ", GgufBlocks.All.Select(known =>
                known.Format.Name))}");
    }

    private static long BytesOf(GgufInput input, string name, long[] sizes, GgufType type)
    {
        long columns = sizes.Length == 0 ? 1 : sizes[^1];
        if (columns % type.Values != 0)
            throw Fail(input, name, $"has rows of {columns} values, expected whole blocks of {type.Values} as {type.Format} has them");
        try
        {
            long blocks = columns / type.Values;
            for (int index = 0; index < sizes.Length - 1; index++)
                blocks = checked(blocks * sizes[index]);
            long bytes = checked(blocks * type.Bytes);
            if (bytes <= MostBytes)
                return bytes;
        }
        catch (OverflowException)
        {
            // As one that is too large.
        }

        throw Fail(input, name, "has more than 2^50 bytes, which no file has: the file is damaged");
    }

    private static InputException Fail(GgufInput input, string name, string problem) =>
        input.Fail($"tensor {GgufText.Shown(name)} {problem}");
}
