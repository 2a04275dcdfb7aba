using System.Text.Json;
using JouleTree.Core.Json;
using JouleTree.Core.Layers.Storage;
using JouleTree.Core.Prediction.Layerwise;

namespace JouleTree.Core.Prediction.Storage;

/// <summary>The layer-wise predictor as JSON: the models of its layers as <c>jouletree layers fit</c> writes them.</summary>
internal sealed class LayerwiseFormat : IPredictorFormat
{
    private const string Layers = "layers";

    /// <inheritdoc/>
    public string Method => LayerwisePredictor.MethodName;

    /// <inheritdoc/>
    public bool Holds(IEnergyPredictor predictor) => predictor is LayerwisePredictor;

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json, IEnergyPredictor predictor)
    {
        LayerwisePredictor layerwise = (LayerwisePredictor)predictor;
        json.WritePropertyName(Layers);
        LayerPredictorFile.Write(json, layerwise.Layers);
        ProvenanceJson.Write(json, layerwise.Training);
    }

    /// <inheritdoc/>
    public IEnergyPredictor Read(JsonInput input)
    {
        JsonInput layers = input.Member(Layers);
        return new LayerwisePredictor(
            LayerPredictorFile.Read(layers.Element, layers.Place.File ?? Layers), ProvenanceJson.Read(input.Member("training")));
    }
}
