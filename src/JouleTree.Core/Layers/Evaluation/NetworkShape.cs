namespace JouleTree.Core.Layers.Evaluation;

/// <summary>What a network is made of. Immutable.</summary>
/// <param name="Layers">Layers whose configuration is known.</param>
/// <param name="Unknown">Types of its other layers.</param>
public sealed record NetworkShape(IReadOnlyList<LayerConfiguration> Layers, IReadOnlyList<string> Unknown)
{
    /// <summary>The networks whose measurements are published, or null for another.</summary>
    /// <param name="architecture">Name of the network.</param>
    /// <param name="batchSize">Items per forward pass.</param>
    public static NetworkShape? Published(string architecture, long batchSize) =>
        NetworkLayers.Find(architecture, batchSize) is { } layers ? new NetworkShape(layers, []) : null;
}
