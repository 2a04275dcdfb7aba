namespace JouleTree.Core.Layers.Models;

/// <summary>Predicted energy of one layer in a network. Immutable.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Prediction">What the model of its type says, or null where there is no such model.</param>
/// <param name="OutsideKeys">Keys of its configuration outside the range of the training data.</param>
/// <param name="Analogy">What the layer was taken for because its own like was never measured, or null.</param>
/// <param name="Refusal">Why the model of its type says nothing of it, or null.</param>
public sealed record LayerEstimate(LayerConfiguration Layer, LayerPrediction? Prediction, IReadOnlyList<string> OutsideKeys, string? Analogy = null, string? Refusal = null)
{
    /// <summary>Lower end of the 90 % interval in joules, or null where the model knows none.</summary>
    public double? LowJoules => Prediction is { LogInterval: { } half } prediction ? prediction.Joules * Math.Exp(-half) : null;

    /// <summary>Upper end of the 90 % interval in joules, or null.</summary>
    public double? HighJoules => Prediction is { LogInterval: { } half } prediction ? prediction.Joules * Math.Exp(half) : null;
}
