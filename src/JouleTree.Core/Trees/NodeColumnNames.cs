namespace JouleTree.Core.Trees;

/// <summary>The published names of the columns of a node.</summary>
public static class NodeColumnNames
{
    private static readonly string[] Names =
    [
        "num_parameters", "flops", "mem_bytes", "cpu", "mem", "gpu", "gpu_mem", "gpu_clk", "gpu_mem_clk", "times_mean",
        "gpu_energy_mean", "ground_truth_energy", "predicted_energy",
    ];

    /// <summary>Number of columns.</summary>
    public const int Count = 13;

    /// <summary>The name of a column in files.</summary>
    /// <param name="column">A column.</param>
    public static string ToPublishedName(this NodeColumn column) => Names[(int)column];

    /// <summary>The column of a name, or null for any other text.</summary>
    /// <param name="name">Name as in files.</param>
    public static NodeColumn? Parse(string name) => Array.IndexOf(Names, name) is var index and >= 0 ? (NodeColumn)index : null;
}
