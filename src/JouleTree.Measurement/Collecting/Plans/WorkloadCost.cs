using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Models;

namespace JouleTree.Measurement.Collecting.Plans;

/// <summary>What a workload will take, guessed before anything is run: for dry runs and the time left.</summary>
/// <param name="Seconds">Seconds of wall time, or null for a file, which is not read.</param>
/// <param name="MemoryBytes">Bytes of memory, or null for a file.</param>
/// <remarks>
/// Assumes 20 GFLOP/s and 5 GB/s for each thread, which ordinary cores reach within a factor of three; a campaign corrects
/// its time left by what its finished workloads took.
/// </remarks>
internal sealed record WorkloadCost(double? Seconds, long? MemoryBytes)
{
    private const double FlopsPerSecond = 20e9;
    private const double BytesPerSecond = 5e9;
    private const double CallSeconds = 10e-6;
    private const double IdleSeconds = 1;
    private const double SessionSeconds = 0.01;

    // Making random weights and packing them for the engine.
    private const double WeightBytesPerSecond = 400e6;

    /// <summary>The guess.</summary>
    /// <param name="workload">A workload of a checked plan.</param>
    public static WorkloadCost Of(PlannedWorkload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        if (workload.IsFile)
            return new WorkloadCost(null, null);
        Graph graph = workload.Build();
        TreeNode root = GraphView.Full(graph).Tree.Root;
        long weights = graph.StoredTensors.Sum(tensor => tensor.Bytes);
        PlanSettings settings = workload.Settings;
        double[] parts = workload.Kind == WorkloadKind.Model ? [.. Distinct(root, settings)] : [RunSeconds(root)];
        double measuring = settings.BudgetSeconds ?? parts.Append(CallSeconds).Sum(seconds =>
            (settings.Rounds * (Math.Max(settings.WindowSeconds, seconds) + seconds)) + ((settings.WarmUpRuns + 1) * seconds));
        double pauses = workload.Kind == WorkloadKind.Model ? IdleSeconds : 0;
        return new WorkloadCost(
            (measuring / Math.Max(1, settings.Threads)) + pauses + (settings.Rounds * settings.CoolDownSeconds)
                + (parts.Length * SessionSeconds) + (weights / WeightBytesPerSecond),
            MemoryEstimate.Bytes(graph, weights));
    }

    // Parts of equal size are measured once.
    private static IEnumerable<double> Distinct(TreeNode root, PlanSettings settings) =>
        new ProfileScope { Level = settings.Level, Depth = settings.Depth }.Select(root)
        .DistinctBy(node => (node.InstanceType, node.MegaFlops, node.MemoryMebibytes, node.NumParameters))
        .Select(RunSeconds);

    private static double RunSeconds(TreeNode node) =>
        CallSeconds + ((node.MegaFlops ?? 0) * 1e6 / FlopsPerSecond) + ((node.MemoryMebibytes ?? 0) * (1 << 20) / BytesPerSecond);
}
