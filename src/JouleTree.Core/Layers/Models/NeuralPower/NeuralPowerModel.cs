namespace JouleTree.Core.Layers.Models.NeuralPower;

/// <summary>
/// Run time and power of a layer as sparse polynomials, and its energy as their product (Cai et al., NeuralPower, 2017).
/// Immutable.
/// </summary>
/// <param name="Range">Ranges of the training data.</param>
/// <param name="Time">Seconds per forward pass.</param>
/// <param name="Power">Watts.</param>
/// <param name="LogSpread">Deviation of the logarithm of measured over predicted energy on the validation part, or null.</param>
internal sealed record NeuralPowerModel(LayerRange Range, SparsePolynomial Time, SparsePolynomial Power, double? LogSpread) : ILayerModel
{
    private const double NormalInterval = 1.6448536269514722;

    /// <inheritdoc/>
    public LayerType Type => Range.Type;

    /// <inheritdoc/>
    public string Formula => $"E[J] = T·P; {Time.ToText("T[s]")}; {Power.ToText("P[W]")}";

    /// <inheritdoc/>
    public LayerPrediction Predict(LayerConfiguration layer)
    {
        double seconds = Time.Value(layer);
        return new LayerPrediction(seconds * Power.Value(layer), LogSpread, LogSpread * NormalInterval, seconds);
    }
}
