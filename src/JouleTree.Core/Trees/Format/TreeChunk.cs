namespace JouleTree.Core.Trees.Format;

/// <summary>Some whole lines of a tree file, copied out of the reading buffer so that another thread can parse them.</summary>
/// <param name="Utf8">Bytes of the lines, one after the other.</param>
/// <param name="Lines">Place of each line in the bytes, and its number in the file.</param>
internal sealed record TreeChunk(byte[] Utf8, IReadOnlyList<(int Start, int Length, long Number)> Lines)
{
    private const int TargetBytes = 1 << 18;

    /// <summary>The next lines of a reader: about 256 KiB, at least one line; null at its end, and where it fails.</summary>
    public static TreeChunk? Next(LineReader reader)
    {
        byte[] bytes = [];
        int used = 0;
        List<(int Start, int Length, long Number)> lines = [];
        while (used < TargetBytes && reader.Read())
        {
            ReadOnlySpan<byte> line = reader.Line.Span;
            if (used + line.Length > bytes.Length)
                Array.Resize(ref bytes, Math.Max(used + line.Length, Math.Min(2 * TargetBytes, Math.Max(4096, 2 * bytes.Length))));
            line.CopyTo(bytes.AsSpan(used));
            lines.Add((used, line.Length, reader.LineNumber));
            used += line.Length;
        }

        return lines.Count > 0 ? new TreeChunk(bytes, lines) : null;
    }

    /// <summary>The trees of the lines.</summary>
    /// <exception cref="Errors.InputException">A line breaks a rule of the format.</exception>
    public ModelTree[] Parse(TreeParser parser)
    {
        ModelTree[] trees = new ModelTree[Lines.Count];
        for (int index = 0; index < trees.Length; index++)
            trees[index] = parser.Parse(Utf8.AsSpan(Lines[index].Start, Lines[index].Length), Lines[index].Number);
        return trees;
    }
}
