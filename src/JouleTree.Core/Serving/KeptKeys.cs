namespace JouleTree.Core.Serving;

/// <summary>Keys and values that layers of one kind keep.</summary>
internal sealed record KeptKeys
{
    /// <summary>Layers of this kind.</summary>
    public required int Layers { get; init; }

    /// <summary>Bytes that one layer keeps of a token.</summary>
    public required double BytesPerToken { get; init; }

    /// <summary>Heads among which GPUs can split them: those of keys, 1 for latents, which every GPU has whole.</summary>
    public required int Heads { get; init; }

    /// <summary>Tokens that a layer sees at most; null for all.</summary>
    public int? Window { get; init; }

    /// <summary>Floating-point operations of one layer for a new token and a kept one, all heads together.</summary>
    public required double DecodeFlops { get; init; }

    /// <summary>The same while a prompt is read.</summary>
    public required double PrefillFlops { get; init; }

    /// <summary>Tokens that are seen at a position.</summary>
    /// <param name="position">Tokens before.</param>
    public double SeenAt(double position) => Window is { } window ? Math.Min(position, window) : position;

    /// <summary>Pairs of tokens of a prompt that see each other.</summary>
    /// <param name="tokens">Length of the prompt.</param>
    public double PairsOf(double tokens) => Window is { } window && window < tokens
        ? (tokens * window) - (window * (double)window / 2)
        : tokens * tokens / 2;
}
