namespace JouleTree.Core.Layers.Prediction;

/// <summary>What a network is made of. Immutable.</summary>
/// <param name="Operators">All operators in order of execution; of a graph one for each of its own, at the same place.</param>
internal sealed record NetworkLayers(IReadOnlyList<NetworkOperator> Operators)
{
    /// <summary>Layers whose configuration is known, in order of execution.</summary>
    public IReadOnlyList<LayerConfiguration> Known => [.. Operators.Select(one => one.Layer).OfType<LayerConfiguration>()];

    /// <summary>Types of the other operators that compute something.</summary>
    public IReadOnlyList<string> Unknown => [.. Operators.Where(one => one is { Layer: null, IsFree: false }).Select(one => one.Type)];
}

/// <summary>An operator of a network, as the layer models see it. Immutable.</summary>
/// <param name="Type">Type of the operator, such as <c>Conv2d</c>.</param>
/// <param name="Layer">The layer that it is, or null where no configuration says all of it.</param>
internal sealed record NetworkOperator(string Type, LayerConfiguration? Layer = null)
{
    /// <summary>An operator that is a layer.</summary>
    /// <param name="layer">The layer.</param>
    public NetworkOperator(LayerConfiguration layer)
        : this(layer?.Type.ToString() ?? throw new ArgumentNullException(nameof(layer)), layer)
    {
    }

    /// <summary>True where it only renames or is known without a run, so that it costs nothing. Default: false.</summary>
    public bool IsFree { get; init; }

    /// <summary>How often one forward pass runs it, at least 0. Default: 1.</summary>
    public long Repetitions { get; init; } = 1;

    /// <summary>Why no configuration says all of it, such as <c>in 32 groups</c>; null where the type says enough.</summary>
    public string? Problem { get; init; }

    /// <summary>A layer of a type that is often measured and does like work; null where there is none. Default: null.</summary>
    public LayerStandIn? StandIn { get; init; }
}
