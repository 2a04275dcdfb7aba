using System.Collections.Concurrent;
using JouleTree.Core.Layers.Models;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>A model that computes each prediction once: judging asks the same layers again with what other networks teach.</summary>
/// <param name="model">The model.</param>
internal sealed class RememberedModel(ILayerModel model) : ILayerModel
{
    private readonly ConcurrentDictionary<LayerConfiguration, LayerPrediction> _predictions = new();

    /// <inheritdoc/>
    public LayerType Type => model.Type;

    /// <inheritdoc/>
    public LayerRange Range => model.Range;

    /// <inheritdoc/>
    public string Formula => model.Formula;

    /// <inheritdoc/>
    public string? Refuses(LayerConfiguration layer) => model.Refuses(layer);

    /// <inheritdoc/>
    public LayerPrediction Predict(LayerConfiguration layer) => _predictions.GetOrAdd(layer, model.Predict);
}
