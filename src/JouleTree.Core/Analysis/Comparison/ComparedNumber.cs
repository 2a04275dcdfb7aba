using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Analysis.Comparison;

/// <summary>A number of one node, in the unit of its column.</summary>
/// <param name="Value">The number.</param>
/// <param name="Low">Lower end of its interval, or null.</param>
/// <param name="High">Upper end of its interval, or null.</param>
/// <param name="IsExact">A count, which has no uncertainty.</param>
public sealed record ComparedNumber(double Value, double? Low, double? High, bool IsExact)
{
    /// <summary>Where an energy comes from, or null where it is not said or no energy.</summary>
    public EnergySource? Source { get; init; }
}
