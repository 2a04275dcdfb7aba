using System.Runtime.CompilerServices;
using JouleTree.Core.Statistics;

namespace JouleTree.Core.Features;

/// <summary>Moments and range of the features of some nodes. Not thread-safe.</summary>
/// <param name="dimension">Number d of features.</param>
internal sealed class FeatureSummary(int dimension)
{
    private readonly double[] _low = [.. Enumerable.Repeat(double.PositiveInfinity, dimension)];
    private readonly double[] _high = [.. Enumerable.Repeat(double.NegativeInfinity, dimension)];

    /// <summary>Number, mean and variance.</summary>
    public Moments Moments { get; } = new(dimension);

    /// <summary>Smallest value of each feature, <c>[d]</c>.</summary>
    public IReadOnlyList<double> Low => _low;

    /// <summary>Largest value of each feature, <c>[d]</c>.</summary>
    public IReadOnlyList<double> High => _high;

    /// <summary>Takes in the features of a node.</summary>
    /// <param name="row">Features <c>[d]</c>.</param>
    /// <param name="repeats">How many nodes have them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<double> row, double repeats = 1)
    {
        Moments.Add(row, repeats);
        for (int index = 0; index < row.Length; index++)
        {
            _low[index] = Math.Min(_low[index], row[index]);
            _high[index] = Math.Max(_high[index], row[index]);
        }
    }
}

/// <summary>Range of a feature in the training data, ends included, in the feature's unit.</summary>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value.</param>
internal readonly record struct FeatureRange(double Low, double High)
{
    /// <summary>True if a value lies within the range.</summary>
    /// <param name="value">A value of the feature.</param>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <summary>The ranges of a summary, one a feature.</summary>
    /// <param name="summary">Summary of at least one node.</param>
    public static IReadOnlyList<FeatureRange> Of(FeatureSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return [.. summary.Low.Zip(summary.High, (low, high) => new FeatureRange(low, high))];
    }
}
