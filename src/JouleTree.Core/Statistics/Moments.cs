using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace JouleTree.Core.Statistics;

/// <summary>
/// Number, mean and variance of vectors, taken in one by one or merged from parts, in one pass over the data.
/// </summary>
/// <remarks>
/// Update by Welford (1962), merging by Chan, Golub and LeVeque (1983): no cancellation however large the mean, unlike
/// the sum of squares. Not thread-safe.
/// </remarks>
/// <param name="dimension">Length d of the vectors.</param>
internal sealed class Moments(int dimension)
{
    private readonly double[] _mean = new double[dimension];
    private readonly double[] _squares = new double[dimension];

    /// <summary>Number of vectors, repeats counted.</summary>
    public double Count { get; private set; }

    /// <summary>Mean of each component, <c>[d]</c>; zeros while there is no vector.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Population variance (divided by n) of each component, <c>[d]</c>.</summary>
    public double[] Variance()
    {
        double[] variance = new double[_squares.Length];
        if (Count > 0)
            TensorPrimitives.Divide(_squares, Count, variance);
        return variance;
    }

    /// <summary>Takes in a vector.</summary>
    /// <param name="row">Vector <c>[d]</c> of finite numbers.</param>
    /// <param name="repeats">How often it stands in the data, above 0.</param>
    /// <exception cref="ArgumentException">The length is not d, or repeats is not positive.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<double> row, double repeats = 1)
    {
        if (row.Length != _mean.Length)
            throw new ArgumentException($"length {row.Length}, expected {_mean.Length}", nameof(row));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(repeats);
        double total = Count + repeats;
        double share = repeats / total;
        for (int index = 0; index < row.Length; index++)
        {
            double delta = row[index] - _mean[index];
            _squares[index] += delta * delta * Count * share;
            _mean[index] += delta * share;
        }

        Count = total;
    }
}
