namespace JouleTree.Graphs.Building;

/// <summary>
/// Which tokens those of a pass see: all before them; of a window only the nearest (Beltagy et al., 2020); of chunks only those of
/// their own. What no later token sees is not kept.
/// </summary>
internal sealed class CausalMask
{
    private readonly long _past;
    private readonly long _length;
    private readonly int? _window;
    private readonly int? _chunk;

    private CausalMask(GraphBuilder net, long length, int? window, int? chunk)
    {
        (_past, _length, _window, _chunk) = (net.Cache?.Past ?? 0, length, window, chunk);
        // A window's cache begins to drop, a chunk's is empty, begins and is full.
        if (window is { } seen)
            net.Cache?.Turns.UnionWith([new PastTurn(seen - 1)]);
        if (chunk is { } size)
            net.Cache?.Turns.UnionWith([new PastTurn(0, size), new PastTurn(1, size), new PastTurn(size - 1, size)]);
        Tensor = net.Workload.Attention == AttentionForm.Fused ? null : Written(net);
    }

    /// <summary>
    /// Numbers to add to scores [1, 1, length, kept + length], 0 where a token may look and a large negative number elsewhere; null
    /// where attentions are fused, which need none.
    /// </summary>
    public Tensor? Tensor { get; }

    /// <summary>Tokens of earlier passes that are kept.</summary>
    public long Kept => KeptOf(_past);

    /// <summary>Tokens that are kept behind this pass.</summary>
    public long Handed => KeptOf(_past + _length);

    /// <summary>By how many those grow with one token more.</summary>
    public long Growth => Math.Max(0, KeptOf(_past + _length + 1) - Handed);

    /// <summary>Pairs of a token of this pass and one that it sees.</summary>
    public long Pairs => checked(SeenBy(_past + _length) - SeenBy(_past));

    /// <summary>The mask of a pass, made once for all layers in the current module.</summary>
    /// <param name="net">The network.</param>
    /// <param name="length">Tokens of the pass.</param>
    /// <param name="window">Tokens that each sees, itself among them; null for all.</param>
    public static CausalMask Of(GraphBuilder net, long length, int? window = null) => new(net, length, window, null);

    /// <summary>The mask of attentions that see the tokens of their own chunk only.</summary>
    /// <param name="net">The network.</param>
    /// <param name="length">Tokens of the pass.</param>
    /// <param name="chunk">Tokens of a chunk.</param>
    public static CausalMask Chunked(GraphBuilder net, long length, int chunk) => new(net, length, null, chunk);

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
        (_, { } chunk) => checked((tokens / chunk * Triangle(chunk)) + Triangle(tokens % chunk)),
        _ => Triangle(tokens),
    };

    private static long Triangle(long side) => checked(side * (side + 1) / 2);

    private Tensor Written(GraphBuilder net) => (_window, _chunk) switch
    {
        ({ } window, _) => net.Mask("sliding_mask", _length, Kept, TensorFill.Band, new ValueRange(0, window)),
        (_, { } chunk) => net.Mask("chunked_mask", _length, Kept, TensorFill.Chunks, new ValueRange(_past - Kept, chunk)),
        _ => net.Mask("causal_mask", _length, Kept, TensorFill.LowerTriangle),
    };
}
