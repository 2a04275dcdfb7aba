using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Graphs.Layers;

/// <summary>The layers of the zoo's networks at their own image sizes. Dropout, which does nothing in inference, is none.</summary>
internal sealed class ZooLayers : IKnownNetworks
{
    /// <inheritdoc/>
    public NetworkLayers? Find(string architecture, long batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (ModelZoo.TryFind(architecture) is not { } model)
            return null;
        return batchSize <= int.MaxValue
            ? GraphLayers.Of(model.Build(new Workload { BatchSize = (int)batchSize }))
            : throw new InputException($"{architecture}: a batch of {batchSize} items is more than can be built");
    }
}
