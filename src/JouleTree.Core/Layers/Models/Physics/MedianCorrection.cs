using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// The factor whose mean absolute percentage error over the neighbourhood is smallest: the median of measured over
/// physical energy, weighted by a Gaussian kernel and by one over the ratio. It never leaves the range of the ratios
/// that were seen, and does not average two modes of bimodal data into a value that neither has. Immutable.
/// </summary>
internal sealed class MedianCorrection : ICorrection
{
    // Keeps the median of everything where no measurement is near.
    private const double FarWeight = 1e-6;

    // exp of this changes no digit of the far weight; the vector exponential is slow where results are denormal.
    private const double Nothing = -60;

    private readonly double[] _points;

    // The same, [d, n].
    private readonly double[] _coordinates;
    private readonly double[] _ratios;

    /// <summary>A correction from its points.</summary>
    /// <param name="points">Coordinates <c>[n, d]</c>, row-major.</param>
    /// <param name="ratios">Measured over physical energy, <c>[n]</c>, above 0.</param>
    /// <param name="lengthScale">Length scale of the kernel, above 0.</param>
    public MedianCorrection(ReadOnlySpan<double> points, ReadOnlySpan<double> ratios, double lengthScale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthScale);
        ArgumentOutOfRangeException.ThrowIfZero(ratios.Length, nameof(ratios));
        int dimensions = points.Length / ratios.Length;
        _ratios = ratios.ToArray();
        int[] order = [.. Enumerable.Range(0, _ratios.Length)];
        Array.Sort(_ratios, order);
        _points = new double[points.Length];
        for (int index = 0; index < order.Length; index++)
            points.Slice(order[index] * dimensions, dimensions).CopyTo(_points.AsSpan(index * dimensions));
        _coordinates = new double[points.Length];
        for (int index = 0; index < points.Length; index++)
            _coordinates[(index % dimensions * order.Length) + (index / dimensions)] = _points[index];
        LengthScale = lengthScale;
    }

    /// <summary>Length scale of the kernel, in standard deviations.</summary>
    public double LengthScale { get; }

    /// <summary>Coordinates <c>[n, d]</c> in the order of the ratios.</summary>
    public ReadOnlySpan<double> Points => _points;

    /// <summary>Measured over physical energy, ascending.</summary>
    public ReadOnlySpan<double> Ratios => _ratios;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Factor(ReadOnlySpan<double> point)
    {
        double[] weights = new double[_ratios.Length];
        for (int dimension = 0; dimension < point.Length; dimension++)
        {
            Vectors.AddSquaredDifferences(
                _coordinates.AsSpan(dimension * weights.Length, weights.Length), point[dimension], weights);
        }

        double scale = -0.5 / (LengthScale * LengthScale);
        for (int index = 0; index < weights.Length; index++)
            weights[index] = Math.Max(scale * weights[index], Nothing);
        Vectors.Exp(weights);
        for (int index = 0; index < weights.Length; index++)
            weights[index] = (weights[index] + FarWeight) / _ratios[index];

        double half = TensorPrimitives.Sum<double>(weights) / 2;
        int median = 0;
        for (double below = weights[0]; below < half && median < weights.Length - 1; below += weights[median])
            median++;
        return _ratios[median];
    }
}
