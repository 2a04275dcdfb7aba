namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>A factor, above 0, by which what was measured near a point differs from the physical sum.</summary>
internal interface ICorrection
{
    /// <summary>The factor at a point of the correction's space.</summary>
    /// <param name="point">Coordinates.</param>
    double Factor(ReadOnlySpan<double> point);
}

/// <summary>
/// Two factors of an element-wise layer: one of its size, the first coordinate, and one of what is left by the elements of
/// one item, the second coordinate (a softmax reads a row again, and a short row is still in the cache). Immutable.
/// </summary>
/// <param name="Size">Factor of the first coordinate.</param>
/// <param name="Item">Factor of the second.</param>
internal sealed record ProductCorrection(ICorrection Size, ICorrection Item) : ICorrection
{
    /// <inheritdoc/>
    public double Factor(ReadOnlySpan<double> point) => Size.Factor(point[..1]) * Item.Factor(point[1..2]);
}
