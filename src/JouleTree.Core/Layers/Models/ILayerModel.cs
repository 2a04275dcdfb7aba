namespace JouleTree.Core.Layers.Models;

/// <summary>A fitted model of the energy of one layer type. Immutable and safe to share between threads.</summary>
internal interface ILayerModel
{
    /// <summary>Type of layer that the model is for.</summary>
    LayerType Type { get; }

    /// <summary>Ranges of the configuration's values in the data that the model was fitted on.</summary>
    LayerRange Range { get; }

    /// <summary>The fit as text that a person can read: terms with their coefficients and units.</summary>
    string Formula { get; }

    /// <summary>Why the model can say nothing of a layer of its type, or null where it can.</summary>
    /// <param name="layer">A layer of the model's type.</param>
    string? Refuses(LayerConfiguration layer) => null;

    /// <summary>Predicts a forward pass.</summary>
    /// <param name="layer">A layer of the model's type that it does not refuse.</param>
    LayerPrediction Predict(LayerConfiguration layer);
}

/// <summary>What a model says of one layer.</summary>
/// <param name="Joules">Energy of a forward pass of the whole batch. Published linear models may say less than 0.</param>
/// <param name="LogSpread">
/// Standard deviation of the natural logarithm of measured over predicted energy, or null where the model knows none.
/// </param>
/// <param name="LogInterval">Half width of the 90 % interval of that logarithm, or null.</param>
/// <param name="Seconds">Run time of the pass, or null where the model has none.</param>
internal readonly record struct LayerPrediction(double Joules, double? LogSpread = null, double? LogInterval = null,
    double? Seconds = null)
{
    /// <summary>Several passes of the same layer, which err together.</summary>
    /// <param name="factor">Number of passes, or another factor of energy and time.</param>
    public LayerPrediction Times(double factor) => this with { Joules = factor * Joules, Seconds = factor * Seconds };
}
