using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.Physics;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>
/// What stands in for layers whose like was never measured and that are too small a part of networks to leave a sum partial.
/// </summary>
internal static class LayerAnalogies
{
    // Half width of the interval of the logarithm: a factor of 3 either way. An assumption, as no such layer was measured.
    private static readonly double Uncertain = Math.Log(3);

    // Half width likewise for a rectifier in place: a factor of 1.5.
    private static readonly double InPlaceUncertain = Math.Log(1.5);

    /// <summary>A rectifier of a network, which overwrites its input, from one measured alone, which allocates its output.</summary>
    /// <remarks>
    /// It moves one tensor through the memory instead of two, hence half; and as it allocates nothing, nothing is ever mapped anew,
    /// so that a large one costs per element what one costs whose output is just kept.
    /// </remarks>
    /// <param name="layer">A rectifier.</param>
    /// <param name="rectifier">The model of rectifiers measured alone.</param>
    public static LayerEstimate InPlace(LayerConfiguration layer, ILayerModel rectifier)
    {
        const long Largest = (long)(PhysicsTerms.LargestKept / LayerCounts.ElementBytes);
        long item = Math.Min(layer[LayerKeys.InputSize]!.Value, Largest);
        long batch = Math.Clamp(Largest / item, 1, layer.BatchSize);
        LayerConfiguration kept = LayerConfiguration.Create(LayerType.ReLU, batch, item);
        if (rectifier.Refuses(kept) is { } refusal)
            return new LayerEstimate(new NetworkOperator(layer), null, [], Refusal: refusal);
        double scale = 0.5 * LayerCounts.OutputElements(layer) / LayerCounts.OutputElements(kept);
        LayerPrediction alone = rectifier.Predict(kept);
        LayerPrediction prediction = new(alone.Joules * scale, InPlaceUncertain, InPlaceUncertain, alone.Seconds * scale);
        return new LayerEstimate(
            new NetworkOperator(layer), prediction, rectifier.Range.Outside(layer), "in place: half of one that allocates its output");
    }

    /// <summary>An estimate by analogy, or null where there is none.</summary>
    /// <param name="layer">A layer of a type without a model.</param>
    /// <param name="models">The models that there are.</param>
    /// <param name="timed">True where the models tell run times.</param>
    public static LayerEstimate? Find(LayerConfiguration layer, IReadOnlyDictionary<LayerType, ILayerModel> models, bool timed)
    {
        if (layer.Type == LayerType.Dropout)
            return new LayerEstimate(
                new NetworkOperator(layer), new LayerPrediction(0, 0, 0, timed ? 0 : null), [], "does nothing in inference");

        if (layer.Type != LayerType.AdaptiveAvgPool2d || !models.TryGetValue(LayerType.ReLU, out ILayerModel? rectifier))
            return null;
        // Like a rectifier, it reads each element once and computes next to nothing; what it writes is no more than it reads.
        LayerConfiguration standIn = LayerConfiguration.Create(LayerType.ReLU, layer.Values);
        if (rectifier.Refuses(standIn) is not null)
            return null;
        LayerPrediction prediction = rectifier.Predict(standIn) with { LogSpread = Uncertain, LogInterval = Uncertain };
        return new LayerEstimate(
            new NetworkOperator(layer), prediction, rectifier.Range.Outside(standIn), "as one pass of a ReLU over its input");
    }

    /// <summary>An estimate of an operator by the layer that stands in for it, or null where that has no model.</summary>
    /// <param name="op">An operator with a stand-in.</param>
    /// <param name="standIn">The layer that stands in.</param>
    /// <param name="models">The models that there are.</param>
    public static LayerEstimate? Find(NetworkOperator op, LayerStandIn standIn, IReadOnlyDictionary<LayerType, ILayerModel> models)
    {
        if (!models.TryGetValue(standIn.Layer.Type, out ILayerModel? model) || model.Refuses(standIn.Layer) is not null)
            return null;
        return (standIn.InPlace ? InPlace(standIn.Layer, model).Prediction : model.Predict(standIn.Layer)) is { } alone
            ? new LayerEstimate(
                op, alone.Times(standIn.Factor) with { LogSpread = Uncertain, LogInterval = Uncertain },
                model.Range.Outside(standIn.Layer), standIn.Text)
            : null;
    }
}
