using System.Buffers;
using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;
using JouleTree.Core.Regression.Decompositions;

namespace JouleTree.Core.Regression;

/// <summary>The Cholesky factor of a Gaussian kernel matrix with a ridge, K + λ·I, in rented memory.</summary>
/// <remarks>
/// A matrix of some hundred points takes megabytes: allocated for every fit, a quarter of the time of a cross-validation goes into
/// pages that the system has to clear.
/// </remarks>
internal sealed class KernelFactor : IDisposable
{
    private readonly int _count;
    private double[]? _matrix;

    /// <summary>Factors the kernel matrix of some points.</summary>
    /// <param name="points">Points <c>[n, d]</c>, row-major, finite.</param>
    /// <param name="dimensions">d, at least 1.</param>
    /// <param name="lengthScale">ℓ, greater than 0.</param>
    /// <param name="ridge">λ, at least 0.</param>
    /// <exception cref="ArgumentException">A value is not finite, or the matrix is singular.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public KernelFactor(ReadOnlySpan<double> points, int dimensions, double lengthScale, double ridge)
    {
        KernelRidge.CheckPoints(points, dimensions, lengthScale);
        ArgumentOutOfRangeException.ThrowIfNegative(ridge);
        _count = points.Length / dimensions;
        _matrix = ArrayPool<double>.Shared.Rent(checked(_count * _count));
        Fill(points, dimensions, lengthScale, ridge);
        if (Cholesky.TryFactor(_matrix, _count))
            return;
        Dispose();
        throw new ArgumentException("the kernel matrix is singular: points are equal (or nearly so); use a greater ridge", nameof(ridge));
    }

    /// <summary>Row-major <c>[n, n]</c> with L in its lower triangle; what stands above is not defined.</summary>
    public ReadOnlySpan<double> Values => _matrix.AsSpan(0, _count * _count);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_matrix is not null)
            ArrayPool<double>.Shared.Return(_matrix);
        _matrix = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(ReadOnlySpan<double> points, int dimensions, double lengthScale, double ridge)
    {
        double[] coordinates = Transposed(points, dimensions);
        for (int row = 0; row < _count; row++)
        {
            Span<double> kernels = _matrix.AsSpan(row * _count, row);
            kernels.Clear();
            for (int dimension = 0; dimension < dimensions; dimension++)
            {
                Vectors.AddSquaredDifferences(
                    coordinates.AsSpan(dimension * _count, row), points[(row * dimensions) + dimension], kernels);
            }

            Vectors.Multiply(kernels, -0.5 / (lengthScale * lengthScale), kernels);
            Vectors.Exp(kernels);
            _matrix![(row * _count) + row] = 1 + ridge;
        }
    }

    /// <summary>Coordinates <c>[d, n]</c> of points <c>[n, d]</c>.</summary>
    /// <param name="points">Points, row-major.</param>
    /// <param name="dimensions">d.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Transposed(ReadOnlySpan<double> points, int dimensions)
    {
        double[] coordinates = new double[points.Length];
        int count = points.Length / dimensions;
        for (int row = 0; row < count; row++)
        {
            for (int dimension = 0; dimension < dimensions; dimension++)
                coordinates[(dimension * count) + row] = points[(row * dimensions) + dimension];
        }

        return coordinates;
    }
}
