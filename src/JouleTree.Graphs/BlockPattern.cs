namespace JouleTree.Graphs;

/// <summary>
/// Which tokens see each other where attention is sparse by blocks (Abdin et al., 2024, after Child et al., 2019): those of the blocks
/// nearest before, and of each so many-th block of all, which is another one from head to head.
/// </summary>
/// <param name="Size">Tokens of a block.</param>
/// <param name="Local">Nearest blocks, a token's own among them, of which it sees all tokens before it.</param>
/// <param name="Stride">Of so many successive blocks farther away one is seen.</param>
/// <param name="Heads">Heads whose patterns are shifted against each other; 1 where all heads see alike.</param>
internal readonly record struct BlockPattern(long Size, long Local, long Stride, long Heads)
{
    /// <summary>Whether a head's query sees a key.</summary>
    /// <param name="head">The head, counted from 0.</param>
    /// <param name="query">Position of the query.</param>
    /// <param name="key">Position of the key.</param>
    public bool Sees(long head, long query, long key) =>
        key <= query && ((query / Size) - (key / Size) < Local || ((key / Size) + Shift(head) + 1) % Stride == 0);

    /// <summary>Pairs of a query and a key that see each other among the first tokens, of all heads together.</summary>
    /// <param name="tokens">How many tokens there are.</param>
    public long Pairs(long tokens)
    {
        (long blocks, long rest) = (tokens / Size, tokens % Size);
        long far = Math.Max(0, blocks - Local);
        long near = Math.Min(blocks, Local);
        // Whole blocks that whole blocks see before them, and that the last one sees which is not whole.
        long whole = checked(Heads * (Below(near) + (far * (Local - 1))));
        long last = checked(Heads * Math.Min(blocks, Local - 1));
        for (long head = 0; head < Heads; head++)
        {
            long shift = Shift(head);
            whole = checked(whole + Quotients(far + shift) - Quotients(shift) - (far * (shift / Stride)));
            last += ((Math.Max(0, blocks - Local + 1) + shift) / Stride) - (shift / Stride);
        }

        return checked((Heads * ((blocks * Triangle(Size)) + Triangle(rest))) + (Size * ((Size * whole) + (rest * last))));
    }

    private static long Triangle(long side) => checked(side * (side + 1) / 2);

    /// <summary>0 + 1 + ... + (count − 1).</summary>
    private static long Below(long count) => count * (count - 1) / 2;

    /// <summary>⌊0 / stride⌋ + ⌊1 / stride⌋ + ... + ⌊last / stride⌋.</summary>
    private long Quotients(long last)
    {
        (long times, long rest) = ((last + 1) / Stride, (last + 1) % Stride);
        return checked((Stride * Below(times)) + (rest * times));
    }

    private long Shift(long head) => head * Math.Max(1, Stride / Heads);
}
