using System.Globalization;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// Energy of a layer as a sum of non-negative physical terms, times a learned factor. It is above 0 for every layer that the model does
/// not refuse. Immutable.
/// </summary>
internal sealed class PhysicsModel : ILayerModel
{
    private readonly double[] _coefficients;

    /// <summary>A model of its parts.</summary>
    /// <param name="range">Ranges of the training data.</param>
    /// <param name="kernels">Kernels of the training data.</param>
    /// <param name="coefficients">Joules for one of each term of <see cref="PhysicsTerms"/>.</param>
    /// <param name="space">Coordinates of correction and spread.</param>
    /// <param name="correction">Learned factor, or null for none.</param>
    /// <param name="spread">Scatter around predictions, or null where no layer was kept to learn it from.</param>
    /// <param name="widening">Share by which a standard deviation outside the training range widens the scatter, at least 0.</param>
    /// <param name="setting">The choice that cross-validation made, for people.</param>
    public PhysicsModel(
        LayerRange range, PhysicsKernel kernels, IReadOnlyList<double> coefficients, CorrectionSpace space, ICorrection? correction,
            ResidualSpread? spread, double widening, string setting)
    {
        ArgumentNullException.ThrowIfNull(range);
        ArgumentNullException.ThrowIfNull(coefficients);
        if (coefficients.Count != PhysicsTerms.Names(range.Type).Count)
            throw new ArgumentException($"{coefficients.Count} coefficients, expected {PhysicsTerms.Names(range.Type).Count}",
                nameof(coefficients));
        Range = range;
        Kernels = kernels;
        _coefficients = [.. coefficients];
        Space = space;
        Correction = correction;
        Spread = spread;
        Widening = widening;
        Setting = setting;
    }

    /// <summary>This model with another correction and scatter.</summary>
    /// <param name="correction">Learned factor, or null for none.</param>
    /// <param name="spread">Scatter around predictions, or null.</param>
    public PhysicsModel With(ICorrection? correction, ResidualSpread? spread) =>
        new(Range, Kernels, _coefficients, Space, correction, spread, Widening, Setting);

    /// <inheritdoc/>
    public LayerType Type => Range.Type;

    /// <inheritdoc/>
    public LayerRange Range { get; }

    /// <summary>Kernels of the training data; of others the model says nothing.</summary>
    public PhysicsKernel Kernels { get; }

    /// <summary>Joules for one of each term.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients;

    /// <summary>Coordinates of correction and spread.</summary>
    public CorrectionSpace Space { get; }

    /// <summary>Learned factor, or null.</summary>
    public ICorrection? Correction { get; }

    /// <summary>Scatter around predictions, or null.</summary>
    public ResidualSpread? Spread { get; }

    /// <summary>Share by which a standard deviation outside the training range widens the scatter.</summary>
    public double Widening { get; }

    /// <summary>The choice that cross-validation made.</summary>
    public string Setting { get; }

    /// <inheritdoc/>
    public string Formula => "E[J] = (" + string.Join(" + ", PhysicsTerms.Names(Type)
        .Zip(_coefficients)
        .Where(term => term.Second > 0)
        .Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Second:g4}·[{term.First}]"))) + $") × {Setting}";

    /// <inheritdoc/>
    public string? Refuses(LayerConfiguration layer)
    {
        if ((Kernels & PhysicsTerms.KernelOf(layer)) == 0)
            return PhysicsTerms.KernelOf(layer) == PhysicsKernel.MatrixProduct
                ? "padding as large as the kernel"
                : "padding smaller than the kernel";
        return Sum(layer) > 0 ? null : "none like it was measured";
    }

    /// <inheritdoc/>
    public LayerPrediction Predict(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        double[] point = Space.Locate(layer, out double distance);
        double joules = Sum(layer) * (Correction?.Factor(point) ?? 1);
        if (Spread is not { } spread)
            return new LayerPrediction(joules);
        double deviation = spread.Deviation(point, Math.Log(joules)) * (1 + (Widening * distance));
        return new LayerPrediction(joules, deviation, deviation * spread.IntervalFactor);
    }

    private double Sum(LayerConfiguration layer) => Vectors.Dot(PhysicsTerms.Of(layer), _coefficients);
}
