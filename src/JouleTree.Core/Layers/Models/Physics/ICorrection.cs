namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>A factor, above 0, by which what was measured near a point differs from the physical sum.</summary>
public interface ICorrection
{
    /// <summary>The factor at a point of the correction's space.</summary>
    /// <param name="point">Coordinates.</param>
    double Factor(ReadOnlySpan<double> point);
}
