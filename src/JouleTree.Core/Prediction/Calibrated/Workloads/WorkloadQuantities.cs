using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>The quantities of a tree whose range a predictor remembers, to say when it extrapolates.</summary>
/// <param name="Batch">Items per forward pass.</param>
/// <param name="Length">Tokens per item.</param>
/// <param name="Tokens">Batch × length.</param>
/// <param name="Width">Hidden width: that of most normalised rows, else the input width of most dense layers; 0 where there is neither, or no length.</param>
internal readonly record struct WorkloadQuantities(double Batch, double Length, double Tokens, double Width)
{
    /// <summary>The quantities of a tree.</summary>
    public static WorkloadQuantities Of(ModelTree tree, IReadOnlyList<WorkNode> nodes)
    {
        double batch = tree.BatchSize ?? 0;
        double length = tree.SequenceLength ?? 0;
        return new WorkloadQuantities(batch, length, batch * Math.Max(length, 1), length > 0 ? WidthOf(nodes) : 0);
    }

    private static double WidthOf(IReadOnlyList<WorkNode> nodes) =>
        MostFrequent(nodes, OperationFamily.Normalization, operation => operation.Outer)
        ?? MostFrequent(nodes, OperationFamily.Dense, operation => operation.Inner)
        ?? 0;

    // Of two that are as frequent, the wider one: heads that are normalised on their own are narrower than the model.
    private static double? MostFrequent(IReadOnlyList<WorkNode> nodes, OperationFamily family, Func<Operation, double> width) => nodes
        .Where(node => node.IsPrimitive && node.Operation.Family == family)
        .GroupBy(node => Math.Round(width(node.Operation)))
        .OrderByDescending(group => group.Count())
        .ThenByDescending(group => group.Key)
        .FirstOrDefault()?.Key;
}
