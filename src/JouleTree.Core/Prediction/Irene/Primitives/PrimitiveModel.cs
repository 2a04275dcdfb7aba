using JouleTree.Core.Features;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Prediction.Irene.Primitives;

/// <summary>Regressor of one primitive type: energy = intercept + coefficients · standardised features. Immutable.</summary>
/// <remarks>Ordinary least squares of minimum norm, as in Cao et al. 2021, section 4.2 (without polynomials).</remarks>
internal sealed class PrimitiveModel
{
    private readonly double[] _coefficients;

    /// <summary>A model from what was stored of it.</summary>
    /// <param name="type">Primitive type in lower case.</param>
    /// <param name="scaler">Scaler of the d features.</param>
    /// <param name="coefficients">Joules per standardised feature, <c>[d]</c>.</param>
    /// <param name="intercept">Joules at the mean of the features.</param>
    /// <param name="rank">Rank of the training data.</param>
    /// <param name="samples">Number of training nodes, repeats counted.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public PrimitiveModel(string type, StandardScaler scaler, IReadOnlyList<double> coefficients, double intercept, int rank, long samples)
    {
        ArgumentNullException.ThrowIfNull(scaler);
        ArgumentNullException.ThrowIfNull(coefficients);
        if (coefficients.Count != scaler.Mean.Count)
            throw new ArgumentException($"{coefficients.Count} coefficients for {scaler.Mean.Count} features", nameof(coefficients));
        Type = type;
        Scaler = scaler;
        _coefficients = [.. coefficients];
        Intercept = intercept;
        Rank = rank;
        Samples = samples;
    }

    /// <summary>Primitive type in lower case, such as <c>linear</c>.</summary>
    public string Type { get; }

    /// <summary>Scaler of the features.</summary>
    public StandardScaler Scaler { get; }

    /// <summary>Joules per standardised feature, <c>[d]</c>.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients;

    /// <summary>Joules at the mean of the features.</summary>
    public double Intercept { get; }

    /// <summary>Rank of the training data: below d where features are constant or collinear.</summary>
    public int Rank { get; }

    /// <summary>Number of training nodes, repeats counted.</summary>
    public long Samples { get; }

    /// <summary>The energy of a node in joules; a linear model may go below 0 far from its data.</summary>
    /// <param name="features">Features <c>[d]</c>, not standardised.</param>
    /// <param name="scratch">Room for d numbers.</param>
    public double Predict(ReadOnlySpan<double> features, Span<double> scratch)
    {
        Scaler.Transform(features, scratch);
        return Intercept + Vectors.Dot(scratch, _coefficients);
    }
}
