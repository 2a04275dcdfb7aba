namespace JouleTree.Core.Features;

/// <summary>Range of a feature in the training data, ends included, in the feature's unit.</summary>
/// <param name="Low">Smallest value.</param>
/// <param name="High">Largest value.</param>
public readonly record struct FeatureRange(double Low, double High)
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
