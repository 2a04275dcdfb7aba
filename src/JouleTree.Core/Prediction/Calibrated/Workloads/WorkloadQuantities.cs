using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>The quantities of a tree whose range a predictor remembers, to say when it extrapolates.</summary>
/// <param name="Batch">Items per forward pass.</param>
/// <param name="Length">Tokens per item.</param>
/// <param name="Tokens">Batch × length.</param>
/// <param name="Width">Hidden width; 0 where no layer tells, or there is no length.</param>
internal readonly record struct WorkloadQuantities(double Batch, double Length, double Tokens, double Width)
{
    /// <summary>The quantities of a tree.</summary>
    public static WorkloadQuantities Of(ModelTree tree, IReadOnlyList<WorkNode> nodes)
    {
        double batch = tree.BatchSize ?? 0;
        double length = tree.SequenceLength ?? 0;
        return new WorkloadQuantities(batch, length, batch * Math.Max(length, 1), length > 0 ? HiddenWidth.Of(nodes) ?? 0 : 0);
    }
}
