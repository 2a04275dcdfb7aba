using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Analysis.Comparison;

/// <summary>Names, units and values of the columns that are compared.</summary>
internal static class ComparedColumns
{
    /// <summary>All columns, in the order in which they are shown.</summary>
    public static IReadOnlyList<ComparedColumn> All { get; } = Enum.GetValues<ComparedColumn>();

    /// <summary>Name with its unit, as in CSV and JSON: <c>energy_j</c>.</summary>
    /// <param name="column">A column.</param>
    public static string ToName(this ComparedColumn column) => column switch
    {
        ComparedColumn.Parameters => "parameters",
        ComparedColumn.Macs => "macs",
        ComparedColumn.Flops => "flops",
        ComparedColumn.Bytes => "bytes",
        ComparedColumn.Seconds => "time_s",
        ComparedColumn.Joules => "energy_j",
        _ => "predicted_energy_j",
    };

    /// <summary>The value of a node, with its interval where it has one; null where it is unknown.</summary>
    /// <param name="column">A column.</param>
    /// <param name="node">A node.</param>
    public static ComparedNumber? Of(this ComparedColumn column, TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        NodeDetails? details = node.Details;
        switch (column)
        {
            case ComparedColumn.Parameters:
                return Exact(node.OwnParameters);
            case ComparedColumn.Macs:
                return Exact(details?.Macs);
            case ComparedColumn.Flops:
                return Exact(node.Flops);
            case ComparedColumn.Bytes:
                return Exact(node.MovedBytes);
            case ComparedColumn.Seconds:
                return details?.Time is { } time
                    ? new ComparedNumber(time.Seconds, time.Low, time.High, IsExact: false)
                    : Uncertain(node.Seconds, null, null, null);
            case ComparedColumn.Joules:
                return Measured(node) ?? Predicted(node);
            default:
                return Measured(node) is null ? null : Predicted(node);
        }
    }

    private static ComparedNumber? Measured(TreeNode node) => Uncertain(
        node.GroundTruthJoules ?? node.Details?.Energy?.Joules, node.Details?.Energy?.Low, node.Details?.Energy?.High,
        node.Details?.Energy?.Source);

    private static ComparedNumber? Predicted(TreeNode node) => Uncertain(
        node.PredictedJoules ?? node.Details?.Prediction?.Joules, node.Details?.Prediction?.Low, node.Details?.Prediction?.High,
        EnergySource.Predicted);

    private static ComparedNumber? Exact(double? value) =>
        value is { } number ? new ComparedNumber(number, null, null, IsExact: true) : null;

    private static ComparedNumber? Uncertain(double? value, double? low, double? high, EnergySource? source) => value is { } number
        ? new ComparedNumber(number, low, high, IsExact: false) { Source = source }
        : null;
}
