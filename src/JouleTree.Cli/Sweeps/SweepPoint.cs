using JouleTree.Graphs;

namespace JouleTree.Cli.Sweeps;

/// <summary>One workload of a sweep.</summary>
/// <param name="Model">The model.</param>
/// <param name="Workload">Batch size, length and phase.</param>
/// <param name="Sizes">Values of the varied sizes, in the order of the plan.</param>
internal sealed record SweepPoint(SweepModel Model, Workload Workload, int[] Sizes);
