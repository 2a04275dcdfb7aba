namespace JouleTree.Core.Layers.Prediction;

/// <summary>Knows what networks are made of by their names: what measurements of whole networks do not say.</summary>
internal interface IKnownNetworks
{
    /// <summary>The layers of a network, or null for a stranger.</summary>
    /// <param name="architecture">Name as in the measurements, such as <c>vgg16</c>.</param>
    /// <param name="batchSize">Items per forward pass, at least 1.</param>
    /// <exception cref="Errors.InputException">The network cannot be built at that batch size.</exception>
    NetworkLayers? Find(string architecture, long batchSize);
}
