using JouleTree.Core.Features;
using JouleTree.Core.Numerics;
using JouleTree.Core.Prediction.Irene.Configuration;

namespace JouleTree.Core.Prediction.Irene.Compositions;

/// <summary>
/// How children's energies make the parent's: E(parent) = Σ α(c)·E(c), with the weight α of a node as a function of its
/// features. Immutable apart from <see cref="Parameters"/> while it is trained.
/// </summary>
/// <remarks>Cao et al. 2021, section 4.1: α = 1 + tanh(w·φ + b)/τ.</remarks>
internal sealed class Composition
{
    // Null where the composition sees the features as they are, without a constant.
    private readonly PolynomialFeatures? _monomials;

    internal Composition(IreneConfig config, StandardScaler scaler, double[] parameters)
    {
        Setting = config.WeightingSetting;
        TanhScalar = config.TanhScalar;
        Scaler = scaler;
        _monomials = config.PolynomialFeatures ? new PolynomialFeatures(scaler.Mean.Count, IreneConfig.PolynomialDegree) : null;
        MonomialCount = _monomials?.Count ?? scaler.Mean.Count;
        if (parameters.Length != MonomialCount + 1)
            throw new ArgumentException($"{parameters.Length} parameters, expected {MonomialCount + 1}", nameof(parameters));
        Parameters = parameters;
    }

    /// <summary>How the weight follows from w·φ + b.</summary>
    public WeightingSetting Setting { get; }

    /// <summary>τ of <see cref="WeightingSetting.CloseToOne"/>.</summary>
    public double TanhScalar { get; }

    /// <summary>Scaler of the features.</summary>
    public StandardScaler Scaler { get; }

    /// <summary>w, one a monomial.</summary>
    public ReadOnlySpan<double> Weights => Parameters.AsSpan(0, MonomialCount);

    /// <summary>b.</summary>
    public double Bias => Parameters[^1];

    /// <summary>Number of monomials.</summary>
    public int MonomialCount { get; }

    /// <summary>w and then b: what the optimiser changes.</summary>
    internal double[] Parameters { get; }

    /// <summary>Number of monomials for some features under some options.</summary>
    /// <param name="config">Options.</param>
    /// <param name="dimension">Number of features.</param>
    internal static int CountMonomials(IreneConfig config, int dimension) =>
        config.PolynomialFeatures ? new PolynomialFeatures(dimension, IreneConfig.PolynomialDegree).Count : dimension;

    /// <summary>The monomials of a node's features.</summary>
    /// <param name="features">Features <c>[d]</c>, not standardised.</param>
    /// <param name="scratch">Room for d numbers.</param>
    /// <param name="monomials">Takes φ, <c>[MonomialCount]</c>.</param>
    internal void Expand(ReadOnlySpan<double> features, Span<double> scratch, Span<double> monomials)
    {
        Scaler.Transform(features, scratch);
        if (_monomials is null)
            scratch.CopyTo(monomials);
        else
            _monomials.Expand(scratch, monomials);
    }

    /// <summary>w·φ + b.</summary>
    /// <param name="monomials">φ.</param>
    internal double Activation(ReadOnlySpan<double> monomials) => Vectors.Dot(monomials, Weights) + Bias;

    /// <summary>The weight of an activation.</summary>
    /// <param name="activation">w·φ + b.</param>
    internal double Weight(double activation) => Setting switch
    {
        WeightingSetting.CloseToOne => 1 + (Math.Tanh(activation) / TanhScalar),
        WeightingSetting.Free => activation,
        _ => 1,
    };

    /// <summary>Derivative of the weight by the activation.</summary>
    /// <param name="activation">w·φ + b.</param>
    internal double WeightSlope(double activation)
    {
        if (Setting != WeightingSetting.CloseToOne)
            return Setting == WeightingSetting.Free ? 1 : 0;
        double tanh = Math.Tanh(activation);
        return (1 - (tanh * tanh)) / TanhScalar;
    }
}
