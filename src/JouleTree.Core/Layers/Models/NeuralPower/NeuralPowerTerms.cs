using JouleTree.Core.Features;

namespace JouleTree.Core.Layers.Models.NeuralPower;

/// <summary>
/// Candidate terms of NeuralPower's polynomials (Cai et al. 2017): all monomials of a layer's dimensions up to a degree,
/// and the special terms FLOPs and memory accesses, which are products of too many dimensions to be among them.
/// </summary>
internal sealed class NeuralPowerTerms
{
    private readonly PolynomialFeatures _monomials;

    /// <summary>The terms of a type up to a degree.</summary>
    /// <param name="type">Type of the layers.</param>
    /// <param name="degree">Highest degree of the monomials, at least 1.</param>
    public NeuralPowerTerms(LayerType type, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        Type = type;
        Degree = degree;
        _monomials = new PolynomialFeatures(type.Keys().Count, degree);
        Names = [.. _monomials.Exponents().Skip(1).Select(Name), "FLOPs", "memory accesses"];
    }

    /// <summary>Type of the layers.</summary>
    public LayerType Type { get; }

    /// <summary>Highest degree of the monomials.</summary>
    public int Degree { get; }

    /// <summary>Names of the terms; the constant is apart.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The terms of a layer.</summary>
    /// <param name="layer">A layer of the type.</param>
    public double[] Of(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        double[] row = [.. layer.Values.Select(value => (double)value)];
        double[] all = new double[_monomials.Count];
        _monomials.Expand(row, all);
        return [.. all.AsSpan(1), Flops(layer), Accesses(layer)];
    }

    // Of functions that the published rule counts as 0, the elements are the work.
    private static double Flops(LayerConfiguration layer) =>
        PublishedMacs.Of(layer) is > 0 and var macs ? 2 * macs : LayerCounts.InputElements(layer);

    private static double Accesses(LayerConfiguration layer) =>
        LayerCounts.InputElements(layer) + LayerCounts.WeightElements(layer) + LayerCounts.OutputElements(layer);

    private string Name(IReadOnlyList<int> exponents) =>
        string.Join('·', Type.Keys().Zip(exponents).Where(item => item.Second > 0)
            .Select(item => item.Second == 1 ? item.First : $"{item.First}^{item.Second}"));
}
