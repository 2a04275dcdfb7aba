using System.Runtime.CompilerServices;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Features;

/// <summary>Names, columns and values of features.</summary>
internal static class FeatureInfo
{
    private static readonly string[] Names =
    [
        "num_parameters", "input_size", "batch_size", "seq_len", "flops", "mem_bytes",
        "cpu", "mem", "gpu", "gpu_mem", "gpu_clk", "gpu_mem_clk", "times_mean", "gpu_energy_mean",
    ];

    /// <summary>Number of features.</summary>
    public const int Count = 14;

    /// <summary>Name of a feature in configurations and model files.</summary>
    /// <param name="feature">A feature.</param>
    public static string ToName(this Feature feature) => Names[(int)feature];

    /// <summary>The feature of a name, or null for any other text.</summary>
    /// <param name="name">Name as in model files.</param>
    public static Feature? Parse(string name) => Array.IndexOf(Names, name) is var index and >= 0 ? (Feature)index : null;

    /// <summary>The node column that holds a feature, or null where it is a fact of the whole workload.</summary>
    /// <param name="feature">A feature.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static NodeColumn? ColumnOf(this Feature feature) => feature switch
    {
        Feature.NumParameters => NodeColumn.NumParameters,
        Feature.InputSize or Feature.BatchSize or Feature.SequenceLength => null,
        _ => NodeColumn.Flops + (feature - Feature.Flops),
    };

    /// <summary>The columns that a list of features needs.</summary>
    /// <param name="features">Features.</param>
    public static ColumnSet ColumnsOf(IEnumerable<Feature> features) =>
        ColumnSet.Of(features.Select(ColumnOf).OfType<NodeColumn>());

    /// <summary>The value of a feature, or null where the tree lacks it.</summary>
    /// <param name="feature">A feature.</param>
    /// <param name="tree">Tree of the node.</param>
    /// <param name="node">A node.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double? ValueOf(this Feature feature, ModelTree tree, TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(node);
        return feature switch
        {
            Feature.InputSize => (double?)tree.BatchSize * tree.SequenceLength,
            Feature.BatchSize => tree.BatchSize,
            Feature.SequenceLength => tree.SequenceLength,
            _ => node.Columns[feature.ColumnOf()!.Value],
        };
    }
}
