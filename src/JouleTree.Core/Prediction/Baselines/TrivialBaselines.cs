using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Baselines;

/// <summary>The baselines of the honest report.</summary>
internal static class TrivialBaselines
{
    /// <summary>All of them, the least informed last.</summary>
    public static IReadOnlyList<IBaseline> All { get; } =
    [
        new LinearBaseline("GPU energy × constant + time × constant", "the node's own run",
            [NodeColumn.GpuEnergyMean, NodeColumn.TimesMean]),
        new LinearBaseline("GPU energy × constant", "the node's own run", [NodeColumn.GpuEnergyMean]),
        new LinearBaseline("time × constant", "the node's own run", [NodeColumn.TimesMean]),
        new SumOfChildren(),
        new LinearBaseline("a·FLOPs + b·bytes + c", "counts only", [NodeColumn.Flops, NodeColumn.MemBytes], hasConstant: true),
        new NearestWorkload(),
    ];
}
