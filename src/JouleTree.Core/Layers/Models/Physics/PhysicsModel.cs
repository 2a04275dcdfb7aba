using System.Globalization;
using System.Numerics.Tensors;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// Energy of a layer as a sum of non-negative physical terms, times a learned factor. It is above 0 for every layer.
/// Immutable.
/// </summary>
public sealed class PhysicsModel : ILayerModel
{
    // One standard deviation off the training range doubles the spread: an honest guess, stated as such in the docs.
    private const double WideningPerDeviation = 1;

    private readonly double[] _coefficients;

    /// <summary>A model of its parts.</summary>
    /// <param name="range">Ranges of the training data.</param>
    /// <param name="coefficients">Joules for one of each term of <see cref="PhysicsTerms"/>.</param>
    /// <param name="space">Coordinates of correction and spread.</param>
    /// <param name="correction">Learned factor, or null for none.</param>
    /// <param name="spread">Scatter around predictions, or null where no layer was kept to learn it from.</param>
    /// <param name="setting">The choice that the validation part made, for people.</param>
    public PhysicsModel(
        LayerRange range, IReadOnlyList<double> coefficients, CorrectionSpace space, ICorrection? correction, ResidualSpread? spread, string setting)
    {
        ArgumentNullException.ThrowIfNull(range);
        ArgumentNullException.ThrowIfNull(coefficients);
        Range = range;
        _coefficients = [.. coefficients];
        Space = space;
        Correction = correction;
        Spread = spread;
        Setting = setting;
    }

    /// <inheritdoc/>
    public LayerType Type => Range.Type;

    /// <inheritdoc/>
    public LayerRange Range { get; }

    /// <summary>Joules for one of each term.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients;

    /// <summary>Coordinates of correction and spread.</summary>
    public CorrectionSpace Space { get; }

    /// <summary>Learned factor, or null.</summary>
    public ICorrection? Correction { get; }

    /// <summary>Scatter around predictions, or null.</summary>
    public ResidualSpread? Spread { get; }

    /// <summary>The choice that the validation part made.</summary>
    public string Setting { get; }

    /// <inheritdoc/>
    public string Formula => "E[J] = (" + string.Join(" + ", PhysicsTerms.Names(Type)
        .Zip(_coefficients)
        .Where(term => term.Second > 0)
        .Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Second:g4}·[{term.First}]"))) + $") × {Setting}";

    /// <inheritdoc/>
    public LayerPrediction Predict(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        double[] point = Space.Locate(layer, out double distance);
        double joules = TensorPrimitives.Dot<double>(PhysicsTerms.Of(layer), _coefficients) * (Correction?.Factor(point) ?? 1);
        if (Spread is not { } spread)
            return new LayerPrediction(joules);
        double deviation = spread.Deviation(point, Math.Log(joules)) * (1 + (WideningPerDeviation * distance));
        return new LayerPrediction(joules, deviation, deviation * spread.IntervalFactor);
    }
}
