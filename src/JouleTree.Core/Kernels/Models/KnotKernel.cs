using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Kernels.Models;

/// <summary>Gaussian kernels around knots: how near a point is to each.</summary>
internal sealed class KnotKernel
{
    // [d, n], divided by √2 length scales.
    private readonly double[] _coordinates;
    private readonly double[] _inverseLengths;

    /// <summary>Kernels around points.</summary>
    /// <param name="points">Coordinates <c>[n, d]</c>, row-major.</param>
    /// <param name="lengths">Length scales <c>[d]</c>.</param>
    public KnotKernel(ReadOnlySpan<double> points, ReadOnlySpan<double> lengths)
    {
        Dimensions = lengths.Length;
        Count = points.Length / Dimensions;
        _inverseLengths = new double[Dimensions];
        for (int dimension = 0; dimension < Dimensions; dimension++)
            _inverseLengths[dimension] = Math.Sqrt(0.5) / lengths[dimension];
        _coordinates = new double[points.Length];
        for (int row = 0; row < Count; row++)
        {
            for (int dimension = 0; dimension < Dimensions; dimension++)
                _coordinates[(dimension * Count) + row] = points[(row * Dimensions) + dimension] * _inverseLengths[dimension];
        }
    }

    /// <summary>Number of knots.</summary>
    public int Count { get; }

    /// <summary>Number of coordinates.</summary>
    public int Dimensions { get; }

    /// <summary>The kernels of a point.</summary>
    /// <param name="point">Coordinates <c>[d]</c>.</param>
    /// <param name="kernels">Takes them, <c>[n]</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(ReadOnlySpan<double> point, Span<double> kernels)
    {
        kernels.Clear();
        for (int dimension = 0; dimension < Dimensions; dimension++)
        {
            Vectors.AddSquaredDifferences(
                _coordinates.AsSpan(dimension * Count, Count), point[dimension] * _inverseLengths[dimension], kernels);
        }

        Vectors.Multiply(kernels, -1, kernels);
        Vectors.Exp(kernels);
    }
}
