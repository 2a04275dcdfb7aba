using System.Globalization;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Layers.Models.NeuralPower;

/// <summary>A polynomial of which the lasso kept a few terms. Immutable.</summary>
/// <param name="Terms">Candidate terms.</param>
/// <param name="Intercept">Constant, in the unit of the target.</param>
/// <param name="Coefficients">Coefficient of each candidate, mostly 0.</param>
/// <param name="Smallest">Smallest target of the training data; the value never falls below half of it.</param>
internal sealed record SparsePolynomial(NeuralPowerTerms Terms, double Intercept, IReadOnlyList<double> Coefficients, double Smallest)
{
    /// <summary>Number of terms that are used, the constant apart.</summary>
    public int Count => Coefficients.Count(value => value != 0);

    /// <summary>The value for a layer: above 0 whatever the polynomial says, as a time and a power are.</summary>
    /// <param name="layer">A layer.</param>
    public double Value(LayerConfiguration layer) =>
        Math.Max(Intercept + Vectors.Dot(Terms.Of(layer), [.. Coefficients]), Smallest / 2);

    /// <summary>The polynomial as text.</summary>
    /// <param name="target">Name and unit of the target, such as <c>T[s]</c>.</param>
    public string ToText(string target) => string.Create(CultureInfo.InvariantCulture, $"{target} = {Intercept:g4}") + string.Concat(
        Terms.Names.Zip(Coefficients).Where(term => term.Second != 0).Select(term => string.Create(
            CultureInfo.InvariantCulture, $" {(term.Second < 0 ? '-' : '+')} {Math.Abs(term.Second):g4}·{term.First}")));
}
