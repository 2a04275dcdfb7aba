namespace JouleTree.Core.Kernels;

/// <summary>What a kernel works on.</summary>
internal abstract record KernelShape
{
    /// <summary>What kind of kernel works on it.</summary>
    public abstract KernelKind Kind { get; }

    /// <summary>
    /// What is left out together when a model is judged: networks bring their own widths and heads, lengths and batches everybody has.
    /// </summary>
    public abstract string Group { get; }

    /// <summary>
    /// A family of kernels of its own within a kind, such as attention with heads of an unusual width; 0 for the usual one.
    /// </summary>
    public virtual int Variant => 0;

    /// <summary>Writes the numbers of the shape, in the order of <see cref="KernelDimensions.Names"/>.</summary>
    /// <param name="numbers">Takes them; as many as there are names.</param>
    public abstract void Fill(Span<double> numbers);
}

/// <summary>What a kernel does.</summary>
internal enum KernelKind
{
    /// <summary>A product of matrices.</summary>
    Gemm,

    /// <summary>Attention of the prompts of requests.</summary>
    Prefill,

    /// <summary>Attention of one new token of each request.</summary>
    Decode,

    /// <summary>All experts of a layer.</summary>
    Experts,
}

/// <summary>A product of matrices, m × k by k × n.</summary>
/// <param name="M">Rows of the activations, at least 1.</param>
/// <param name="N">Width of the result.</param>
/// <param name="K">Width of the activations.</param>
internal sealed record GemmShape(int M, int N, int K) : KernelShape
{
    /// <inheritdoc/>
    public override KernelKind Kind => KernelKind.Gemm;

    /// <inheritdoc/>
    public override string Group => FormattableString.Invariant($"n {N}, k {K}");

    /// <inheritdoc/>
    public override void Fill(Span<double> numbers) => (numbers[0], numbers[1], numbers[2]) = (M, N, K);
}

/// <summary>Causal attention of requests that are alike.</summary>
/// <param name="Requests">Number of requests.</param>
/// <param name="Tokens">New tokens of each; where it is 1 the kernel of decode steps runs.</param>
/// <param name="Kept">Tokens of each whose keys and values are kept from before.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Heads of keys and values.</param>
/// <param name="HeadWidth">Width of a head.</param>
/// <param name="Window">Tokens that a token sees; 0 for all.</param>
internal sealed record AttentionShape(
    int Requests, int Tokens, int Kept, int Heads, int KeyValueHeads, int HeadWidth, int Window) : KernelShape
{
    /// <inheritdoc/>
    public override KernelKind Kind => Tokens == 1 ? KernelKind.Decode : KernelKind.Prefill;

    /// <inheritdoc/>
    public override string Group =>
        FormattableString.Invariant($"heads {Heads}, key-value heads {KeyValueHeads}, head width {HeadWidth}, window {Window}");

    /// <summary>Heads of other widths than these have kernels of their own.</summary>
    public override int Variant => HeadWidth is 64 or 128 or 256 ? 0 : HeadWidth;

    /// <inheritdoc/>
    public override void Fill(Span<double> numbers)
    {
        (numbers[0], numbers[1], numbers[2], numbers[3]) = (Requests, Tokens, Kept, Heads);
        (numbers[4], numbers[5], numbers[6]) = (KeyValueHeads, HeadWidth, Window);
    }
}

/// <summary>The fused experts of a layer on one card of several.</summary>
/// <param name="Tokens">Tokens that are routed.</param>
/// <param name="Hidden">Width of the activations.</param>
/// <param name="Width">Inner width of an expert, before it is split.</param>
/// <param name="Active">Experts that each token goes to.</param>
/// <param name="Total">Experts there are, on all cards.</param>
/// <param name="TensorParallel">Cards that each expert is split among.</param>
/// <param name="ExpertParallel">Cards that the experts are spread over.</param>
/// <param name="Skew">Exponent of the power law of the experts' loads; 0 where all have the same.</param>
internal sealed record ExpertShape(
    int Tokens, int Hidden, int Width, int Active, int Total, int TensorParallel, int ExpertParallel, double Skew) : KernelShape
{
    /// <inheritdoc/>
    public override KernelKind Kind => KernelKind.Experts;

    /// <inheritdoc/>
    public override string Group => FormattableString.Invariant($"hidden {Hidden}, width {Width}, active {Active} of {Total}");

    /// <inheritdoc/>
    public override void Fill(Span<double> numbers)
    {
        (numbers[0], numbers[1], numbers[2], numbers[3]) = (Tokens, Hidden, Width, Active);
        (numbers[4], numbers[5], numbers[6], numbers[7]) = (Total, TensorParallel, ExpertParallel, Skew);
    }
}
