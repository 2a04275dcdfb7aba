using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>The quantities of a tree whose range a predictor remembers, to say when it extrapolates.</summary>
/// <param name="Batch">Items per forward pass.</param>
/// <param name="Length">Tokens per item; patches, where attention looks at images; 0 for other images.</param>
/// <param name="Tokens">Batch × length.</param>
/// <param name="Width">Hidden width; 0 where no layer tells, or there is no length.</param>
internal readonly record struct WorkloadQuantities(double Batch, double Length, double Tokens, double Width)
{
    /// <summary>The quantities of a tree.</summary>
    public static WorkloadQuantities Of(ModelTree tree, IReadOnlyList<WorkNode> nodes)
    {
        double batch = tree.BatchSize ?? 0;
        double length = tree.SequenceLength ?? Patches(batch, nodes) ?? 0;
        return new WorkloadQuantities(batch, length, batch * Math.Max(length, 1), length > 0 ? HiddenWidth.Of(nodes) ?? 0 : 0);
    }

    // Attention over an image sees it as a sequence: as many positions an item as most of its dense layers have rows. Counts alone do not
    // tell: what is recovered from them is recovered by the length.
    private static double? Patches(double batch, IReadOnlyList<WorkNode> nodes)
    {
        WorkNode[] stated = [.. nodes.Where(node => node.IsPrimitive && node.Node.Details?.Operator is not null)];
        return batch > 0 && Array.Exists(stated, node => node.Operation.Family == OperationFamily.BatchedProduct)
            ? stated.Where(node => node.Operation.Family == OperationFamily.Dense)
                .GroupBy(node => node.Operation.Rows)
                .OrderByDescending(group => group.Count())
                .ThenByDescending(group => group.Key)
                .FirstOrDefault()?.Key / batch
            : null;
    }
}
