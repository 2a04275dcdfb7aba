namespace JouleTree.Core.Serving;

/// <summary>
/// A language model as its serving costs energy: what a pass reads, computes and keeps. Numbers of weights are those that a token
/// multiplies: tables that are looked up count in <see cref="StoredBytes"/> alone. Immutable.
/// </summary>
internal sealed record ServedNetwork
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Blocks that follow each other, at least 1.</summary>
    public required int Layers { get; init; }

    /// <summary>Results that are summed over the GPUs that share a layer, in one pass: two in an ordinary block.</summary>
    public required int AllReduces { get; init; }

    /// <summary>Blocks that keep a state instead of keys.</summary>
    public int StateSpaceLayers { get; init; }

    /// <summary>Numbers of a token between blocks.</summary>
    public required int HiddenWidth { get; init; }

    /// <summary>Tokens that the output layer tells apart.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Weights that every token multiplies, output layer and routed experts aside.</summary>
    public required double DenseParameters { get; init; }

    /// <summary>Their bytes as they are stored.</summary>
    public required double DenseBytes { get; init; }

    /// <summary>Weights of the output layer.</summary>
    public required double HeadParameters { get; init; }

    /// <summary>Their bytes.</summary>
    public required double HeadBytes { get; init; }

    /// <summary>Bytes of all weights, each once, also of tables that are looked up.</summary>
    public required double StoredBytes { get; init; }

    /// <summary>Routed experts, or null where there are none.</summary>
    public ServedExperts? Experts { get; init; }

    /// <summary>Keys and values that are kept, layers of one kind together.</summary>
    public required IReadOnlyList<KeptKeys> Kept { get; init; }

    /// <summary>Bytes of the states that a request keeps whatever its length, of all layers.</summary>
    public double StateBytes { get; init; }

    /// <summary>Types of its weights in words, such as <c>bfloat16</c>.</summary>
    public required string Types { get; init; }

    /// <summary>Dense or a mixture of experts.</summary>
    public ServedKind Kind => Experts is null ? ServedKind.Dense : ServedKind.Experts;

    /// <summary>Weights that one token multiplies, experts by the share that it is given.</summary>
    public double ActiveParameters =>
        DenseParameters + HeadParameters + (Experts is { } experts ? experts.Layers * experts.Chosen * experts.Parameters : 0);
}

/// <summary>What sort of network is served: errors are told apart by it.</summary>
internal enum ServedKind
{
    /// <summary>Every token goes through all weights.</summary>
    Dense,

    /// <summary>Tokens are routed to some of many experts.</summary>
    Experts,
}
