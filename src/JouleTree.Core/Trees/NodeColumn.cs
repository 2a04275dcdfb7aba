namespace JouleTree.Core.Trees;

/// <summary>A number that the published format stores with each node, with its published unit.</summary>
public enum NodeColumn
{
    /// <summary><c>num_parameters</c>: parameters of the node and what is below it.</summary>
    NumParameters,

    /// <summary><c>flops</c>: millions of floating-point operations.</summary>
    Flops,

    /// <summary><c>mem_bytes</c>: memory traffic in MiB (2^20 bytes).</summary>
    MemBytes,

    /// <summary><c>cpu</c>: CPU load in percent.</summary>
    Cpu,

    /// <summary><c>mem</c>: memory in use in percent.</summary>
    Mem,

    /// <summary><c>gpu</c>: GPU load in percent.</summary>
    Gpu,

    /// <summary><c>gpu_mem</c>: load of the GPU's memory in percent.</summary>
    GpuMem,

    /// <summary><c>gpu_clk</c>: clock of the GPU in MHz.</summary>
    GpuClk,

    /// <summary><c>gpu_mem_clk</c>: clock of the GPU's memory in MHz.</summary>
    GpuMemClk,

    /// <summary><c>times_mean</c>: seconds per forward pass.</summary>
    TimesMean,

    /// <summary><c>gpu_energy_mean</c>: joules per forward pass that the GPU's own meter showed.</summary>
    GpuEnergyMean,

    /// <summary><c>ground_truth_energy</c>: measured joules per forward pass.</summary>
    GroundTruthEnergy,

    /// <summary><c>predicted_energy</c>: predicted joules per forward pass.</summary>
    PredictedEnergy,
}

/// <summary>The published names of the columns of a node.</summary>
internal static class NodeColumnNames
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
