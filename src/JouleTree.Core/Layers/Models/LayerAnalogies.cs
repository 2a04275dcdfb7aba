namespace JouleTree.Core.Layers.Models;

/// <summary>What stands in for layer types that were never measured alone and are too small a part of networks to leave a sum partial.</summary>
internal static class LayerAnalogies
{
    // Half width of the interval of the logarithm: a factor of 3 either way. An assumption, as no such layer was measured.
    private static readonly double Uncertain = Math.Log(3);

    /// <summary>An estimate by analogy, or null where there is none.</summary>
    /// <param name="layer">A layer of a type without a model.</param>
    /// <param name="models">The models that there are.</param>
    /// <param name="timed">True where the models tell run times.</param>
    public static LayerEstimate? Find(LayerConfiguration layer, IReadOnlyDictionary<LayerType, ILayerModel> models, bool timed)
    {
        if (layer.Type == LayerType.Dropout)
            return new LayerEstimate(layer, new LayerPrediction(0, 0, 0, timed ? 0 : null), [], "does nothing in inference");

        if (layer.Type != LayerType.AdaptiveAvgPool2d || !models.TryGetValue(LayerType.ReLU, out ILayerModel? rectifier))
            return null;
        // Like a rectifier, it reads each element once and computes next to nothing; what it writes is no more than it reads.
        LayerConfiguration standIn = LayerConfiguration.Create(LayerType.ReLU, layer.Values);
        LayerPrediction prediction = rectifier.Predict(standIn) with { LogSpread = Uncertain, LogInterval = Uncertain };
        return new LayerEstimate(layer, prediction, rectifier.Range.Outside(standIn), "as one pass of a ReLU over its input");
    }
}
