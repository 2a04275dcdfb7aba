using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>What may be known about a model whose energy is to be predicted: the declared feature set.</summary>
public enum FeatureAccess
{
    /// <summary><c>full</c>: every node was run; its time and GPU energy are known.</summary>
    Full,

    /// <summary><c>leaves</c>: only primitives were run; of modules and models only the counts are known.</summary>
    Leaves,

    /// <summary><c>static</c>: nothing was run; architecture, batch size and length are all there is.</summary>
    Static,
}

/// <summary>Names and columns of the feature sets.</summary>
internal static class FeatureAccessNames
{
    private static readonly ColumnSet Counts = ColumnSet.Of(NodeColumn.NumParameters, NodeColumn.Flops, NodeColumn.MemBytes);
    private static readonly ColumnSet Run = ColumnSet.Of(NodeColumn.TimesMean, NodeColumn.GpuEnergyMean);

    /// <summary>All names, for messages.</summary>
    public const string All = "full, leaves, static";

    /// <summary>The name of a feature set: <c>full</c>, <c>leaves</c> or <c>static</c>.</summary>
    /// <param name="access">A feature set.</param>
    public static string ToName(this FeatureAccess access) => access switch
    {
        FeatureAccess.Full => "full",
        FeatureAccess.Leaves => "leaves",
        FeatureAccess.Static => "static",
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "not a feature set"),
    };

    /// <summary>The feature set of a name, or null for any other text.</summary>
    /// <param name="name">A name.</param>
    public static FeatureAccess? Parse(string name) => name switch
    {
        "full" => FeatureAccess.Full,
        "leaves" => FeatureAccess.Leaves,
        "static" => FeatureAccess.Static,
        _ => null,
    };

    /// <summary>The columns that a feature set may look at.</summary>
    /// <param name="access">A feature set.</param>
    public static ColumnSet Columns(this FeatureAccess access) => access switch
    {
        FeatureAccess.Static => Counts,
        _ => Counts.Union(Run),
    };
}
