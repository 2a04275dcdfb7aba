namespace JouleTree.Core.Serving;

/// <summary>Routed experts of a network, alike in all layers that have them.</summary>
internal sealed record ServedExperts
{
    /// <summary>Layers with experts.</summary>
    public required int Layers { get; init; }

    /// <summary>Experts of a layer.</summary>
    public required int Count { get; init; }

    /// <summary>Experts that a token is given.</summary>
    public required int Chosen { get; init; }

    /// <summary>Numbers between the two products of an expert.</summary>
    public required int Width { get; init; }

    /// <summary>Weights of one expert.</summary>
    public required double Parameters { get; init; }

    /// <summary>Their bytes.</summary>
    public required double Bytes { get; init; }

    /// <summary>Beside the routed ones there is an expert for every token.</summary>
    public bool HasShared { get; init; }

    /// <summary>How the weights are multiplied.</summary>
    public ExpertKernel Kernel { get; init; }
}

/// <summary>How weights of experts are multiplied, as far as it costs differently.</summary>
internal enum ExpertKernel
{
    /// <summary>As they are stored, in tiles that follow the rows of each expert.</summary>
    Plain,

    /// <summary>8 bits with a scale for each block of 128: rows of every expert are filled up to 128.</summary>
    Blocks,

    /// <summary>4 bits in groups, which are unpacked before they are multiplied.</summary>
    Unpacked,
}
