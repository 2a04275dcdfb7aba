using JouleTree.Core.Layers.Models;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>Predicted energy of one operator in a network. Immutable.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Prediction">What the model of its type says, or null where there is no such model.</param>
/// <param name="OutsideKeys">Keys of its configuration outside the range of the training data.</param>
/// <param name="Analogy">What the layer was taken for because its own like was never measured, or null.</param>
/// <param name="Refusal">Why the model of its type says nothing of it, or null.</param>
internal sealed record LayerEstimate(NetworkOperator Operator, LayerPrediction? Prediction, IReadOnlyList<string> OutsideKeys,
    string? Analogy = null, string? Refusal = null)
{
    /// <summary>What measured networks scaled the prediction by, or null where nothing did.</summary>
    public NetworkFactor? Factor { get; init; }

    /// <summary>The layer that the operator is, or null where no configuration says all of it.</summary>
    public LayerConfiguration? Layer => Operator.Layer;

    /// <summary>Lower end of the 90 % interval in joules, or null where the model knows none.</summary>
    public double? LowJoules => Prediction is { LogInterval: { } half } prediction ? prediction.Joules * Math.Exp(-half) : null;

    /// <summary>Upper end of the 90 % interval in joules, or null.</summary>
    public double? HighJoules => Prediction is { LogInterval: { } half } prediction ? prediction.Joules * Math.Exp(half) : null;
}
