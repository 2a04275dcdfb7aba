using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Analysis.Comparison;

/// <summary>One column of two nodes that belong together; either side may be unknown.</summary>
/// <param name="Column">The column.</param>
/// <param name="Left">The left node's number, or null.</param>
/// <param name="Right">The right node's number, or null.</param>
public sealed record ComparedValue(ComparedColumn Column, ComparedNumber? Left, ComparedNumber? Right)
{
    /// <summary>Right minus left, in the column's unit; null where a side is unknown.</summary>
    public double? Difference => Right?.Value - Left?.Value;

    /// <summary>
    /// Difference as a fraction of the left number; null where a side is unknown or the left one is 0 and the right is not.
    /// </summary>
    public double? Relative => Difference switch
    {
        null => null,
        0 => 0,
        double difference => Left!.Value == 0 ? null : difference / Math.Abs(Left.Value),
    };

    /// <summary>Lower end of the interval of <see cref="Difference"/>; null where a side is unknown or has no interval.</summary>
    /// <remarks>
    /// The interval of a difference of independent estimates: the half-widths that take it there, added in quadrature. The difference of
    /// two counts is exact.
    /// </remarks>
    public double? DifferenceLow => Difference - Width(Left?.High - Left?.Value, Right?.Value - Right?.Low);

    /// <summary>Upper end of the interval of <see cref="Difference"/>, as of <see cref="DifferenceLow"/>.</summary>
    public double? DifferenceHigh => Difference + Width(Left?.Value - Left?.Low, Right?.High - Right?.Value);

    /// <summary>
    /// Whether the difference is more than uncertainty: of counts, any difference; of measured numbers, one whose interval
    /// leaves out 0. Null where a side is unknown or has no interval.
    /// </summary>
    public bool? IsSignificant => (Difference >= 0 ? DifferenceLow : -DifferenceHigh) is { } least ? least > 0 : null;

    /// <summary>
    /// Whether the number differs by more than a fraction, in either direction or upwards only, and not by uncertainty alone.
    /// </summary>
    /// <param name="fraction">The largest difference that is allowed, such as 0.05.</param>
    /// <param name="increasesOnly">A right number below the left one is always allowed.</param>
    public bool Exceeds(double fraction, bool increasesOnly)
    {
        if (Left is null || Right is null || IsSignificant == false)
            return false;
        double difference = Right.Value - Left.Value;
        return (increasesOnly ? difference : Math.Abs(difference)) > fraction * Math.Abs(Left.Value);
    }

    private double? Width(double? left, double? right) => Left is { IsExact: true } && Right is { IsExact: true }
        ? 0
        : left is { } one && right is { } other ? Math.Sqrt((one * one) + (other * other)) : null;
}

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
