namespace JouleTree.Graphs.Building;

/// <summary>
/// Which tokens those of a pass see: all before them; of a window only the nearest (Beltagy et al., 2020); of chunks only those of
/// their own; of blocks those that a pattern says. What no later token sees is not kept.
/// </summary>
internal sealed class CausalMask
{
    private readonly long _past;
    private readonly long _length;
    private readonly int? _window;
    private readonly int? _chunk;
    private readonly BlockPattern? _blocks;

    private CausalMask(GraphBuilder net, long length, int? window = null, int? chunk = null, BlockPattern? blocks = null)
    {
        (_past, _length, _window, _chunk, _blocks) = (net.Cache?.Past ?? 0, length, window, chunk, blocks);
        // A window's cache begins to drop, a chunk's is empty, begins and is full; a block ends, and another is far.
        if (window is { } seen)
            net.Cache?.Turns.UnionWith([new PastTurn(seen - 1)]);
        if (chunk is { } size)
            net.Cache?.Turns.UnionWith([new PastTurn(0, size), new PastTurn(1, size), new PastTurn(size - 1, size)]);
        if (blocks is { } pattern)
            net.Cache?.Turns.UnionWith([new PastTurn(pattern.Local * pattern.Size, pattern.Size)]);
        Tensor = net.Workload.Attention == AttentionForm.Fused ? null : Written(net);
    }

    /// <summary>
    /// Numbers to add to scores [1, <see cref="Heads"/>, length, kept + length], 0 where a token may look and a large negative number
    /// elsewhere; null where attentions are fused, which need none.
    /// </summary>
    public Tensor? Tensor { get; }

    /// <summary>Tokens of earlier passes that are kept.</summary>
    public long Kept => KeptOf(_past);

    /// <summary>Tokens that are kept behind this pass.</summary>
    public long Handed => KeptOf(_past + _length);

    /// <summary>By how many those grow with one token more.</summary>
    public long Growth => Math.Max(0, KeptOf(_past + _length + 1) - Handed);

    /// <summary>Heads that differ in what they see; 1 where all see alike.</summary>
    public long Heads => _blocks?.Heads ?? 1;

    /// <summary>Pairs of a token of this pass and one that it sees, of so many heads as differ together.</summary>
    public long Pairs => checked(SeenBy(_past + _length) - SeenBy(_past));

    /// <summary>The mask of a pass, made once for all layers in the current module.</summary>
    /// <param name="net">The network.</param>
    /// <param name="length">Tokens of the pass.</param>
    /// <param name="window">Tokens that each sees, itself among them; null for all.</param>
    public static CausalMask Of(GraphBuilder net, long length, int? window = null) => new(net, length, window);

    /// <summary>The mask of attentions that see the tokens of their own chunk only.</summary>
    /// <param name="net">The network.</param>
    /// <param name="length">Tokens of the pass.</param>
    /// <param name="chunk">Tokens of a chunk.</param>
    public static CausalMask Chunked(GraphBuilder net, long length, int chunk) => new(net, length, chunk: chunk);

    /// <summary>The mask of attentions that are sparse by blocks; all tokens are kept.</summary>
    /// <param name="net">The network.</param>
    /// <param name="length">Tokens of the pass.</param>
    /// <param name="blocks">What tokens see.</param>
    public static CausalMask Blocked(GraphBuilder net, long length, BlockPattern blocks) => new(net, length, blocks: blocks);

    private long KeptOf(long tokens) => (_window, _chunk) switch
    {
        ({ } window, _) => Math.Min(tokens, window - 1),
        (_, { } chunk) => tokens % chunk,
        _ => tokens,
    };

    /// <summary>Tokens that so many from the first on see, added up.</summary>
    private long SeenBy(long tokens) => (_window, _chunk) switch
    {
        ({ } window, _) when tokens > window => checked(Triangle(window) + ((tokens - window) * window)),
        _ when _blocks is { } blocks => blocks.Pairs(tokens),
        (_, { } chunk) => checked((tokens / chunk * Triangle(chunk)) + Triangle(tokens % chunk)),
        _ => Triangle(tokens),
    };

    private static long Triangle(long side) => checked(side * (side + 1) / 2);

    private Tensor Written(GraphBuilder net) => (_window, _chunk) switch
    {
        ({ } window, _) => net.Mask("sliding_mask", _length, Kept, TensorFill.Band, new ValueRange(0, window)),
        (_, { } chunk) => net.Mask("chunked_mask", _length, Kept, TensorFill.Chunks, new ValueRange(_past - Kept, chunk)),
        _ when _blocks is { } blocks => net.Mask("blocksparse_mask", _length, Kept, TensorFill.Blocks,
            new ValueRange(blocks.Local, blocks.Size, blocks.Stride), blocks.Heads),
        _ => net.Mask("causal_mask", _length, Kept, TensorFill.LowerTriangle),
    };
}
