using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>The quantities of a tree whose range a predictor remembers, to say when it extrapolates.</summary>
/// <param name="Batch">Items per forward pass.</param>
/// <param name="Length">Tokens per item.</param>
/// <param name="Tokens">Batch × length.</param>
/// <param name="Width">Hidden width: that of most normalised rows, else of the narrowest dense layer; 0 where there is neither, or no length.</param>
internal readonly record struct WorkloadQuantities(double Batch, double Length, double Tokens, double Width)
{
    /// <summary>The quantities of a tree.</summary>
    public static WorkloadQuantities Of(ModelTree tree, IReadOnlyList<WorkNode> nodes)
    {
        double batch = tree.BatchSize ?? 0;
        double length = tree.SequenceLength ?? 0;
        return new WorkloadQuantities(batch, length, batch * Math.Max(length, 1), length > 0 ? WidthOf(nodes) : 0);
    }

    private static double WidthOf(IReadOnlyList<WorkNode> nodes)
    {
        double narrowest = double.PositiveInfinity;
        Dictionary<double, int> normalised = [];
        foreach (WorkNode node in nodes)
        {
            if (node.Operation.Family == OperationFamily.Normalization)
            {
                double width = Math.Round(node.Operation.Outer);
                normalised[width] = normalised.GetValueOrDefault(width) + 1;
            }
            else if (node.Operation.Family == OperationFamily.Dense)
            {
                narrowest = Math.Min(narrowest, Math.Round(Math.Min(node.Operation.Inner, node.Operation.Outer)));
            }
        }

        if (normalised.Count > 0)
            return normalised.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;
        return double.IsPositiveInfinity(narrowest) ? 0 : narrowest;
    }
}
