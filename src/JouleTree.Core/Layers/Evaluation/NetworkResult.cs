using JouleTree.Core.Layers.Models;

namespace JouleTree.Core.Layers.Evaluation;

/// <summary>A whole network's measurement beside its estimate. Immutable.</summary>
/// <param name="Measurement">The measurement.</param>
/// <param name="Estimate">The sum over the layers.</param>
public sealed record NetworkResult(LayerMeasurement Measurement, NetworkEstimate Estimate)
{
    /// <summary>100·(estimate − measured) / measured.</summary>
    public double ErrorPercent => 100 * (Estimate.Joules - Measurement.EnergyJoules) / Measurement.EnergyJoules;

    /// <summary>True if the measurement is inside the 90 % interval; null where there is none, and for a partial sum, which has to be too small.</summary>
    public bool? IsInside => !Estimate.IsPartial && Estimate.LowJoules is { } low
        ? Measurement.EnergyJoules >= low && Measurement.EnergyJoules <= Estimate.HighJoules
        : null;

    /// <summary>True if the measurement is inside the interval that the layers alone give; null as <see cref="IsInside"/>.</summary>
    public bool? IsInsideLayers => HalfWidths is { } error ? Math.Abs(error) <= 1 : null;

    /// <summary>ln(measured / predicted) in half widths of the interval that the layers alone give; null as <see cref="IsInside"/>.</summary>
    public double? HalfWidths => !Estimate.IsPartial && Estimate.LayersLogInterval is > 0 and var half ? Math.Log(Measurement.EnergyJoules / Estimate.Joules) / half : null;
}
