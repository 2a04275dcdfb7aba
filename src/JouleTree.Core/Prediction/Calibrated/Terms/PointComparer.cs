namespace JouleTree.Core.Prediction.Calibrated.Terms;

/// <summary>Points are equal where all their coordinates are.</summary>
internal sealed class PointComparer : IEqualityComparer<double[]>
{
    /// <summary>The one comparer.</summary>
    public static PointComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(double[]? x, double[]? y) => x.AsSpan().SequenceEqual(y);

    /// <inheritdoc/>
    public int GetHashCode(double[] obj)
    {
        HashCode hash = default;
        foreach (double value in obj)
            hash.Add(value);
        return hash.ToHashCode();
    }
}
