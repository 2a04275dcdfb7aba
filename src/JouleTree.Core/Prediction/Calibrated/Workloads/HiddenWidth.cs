using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>
/// The width of what flows from block to block of a model of sequences: that of most normalised rows, else the one that most dense layers
/// start from or end in. Of two that are as frequent, the wider one: heads that are normalised on their own are narrower than the model.
/// </summary>
internal static class HiddenWidth
{
    /// <summary>The hidden width of a tree; null for a model without a length, and where no layer tells.</summary>
    /// <param name="tree">A tree with counts.</param>
    /// <exception cref="InputException">A count of a primitive is missing or negative.</exception>
    public static double? Of(ModelTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return tree is { BatchSize: not null, SequenceLength: not null }
            ? Of(WorkTree.Of(tree, FeatureAccess.Static, useGpuEnergy: false).Nodes)
            : null;
    }

    /// <summary>The hidden width of a tree's nodes, or null where no layer tells.</summary>
    internal static double? Of(IReadOnlyList<WorkNode> nodes) =>
        MostFrequent(nodes, OperationFamily.Normalization, operation => [operation.Outer])
        // Each block starts from it and ends in it; of the widths within, one may be as frequent as a start (Mamba), or as an end.
        ?? MostFrequent(nodes, OperationFamily.Dense, operation => [operation.Inner, operation.Outer]);

    /// <summary>The width that occurs most often, the largest of several; null for none.</summary>
    private static double? MostFrequent(IReadOnlyList<WorkNode> nodes, OperationFamily family, Func<Operation, double[]> widths)
    {
        List<double> sorted = [];
        foreach (WorkNode node in nodes)
        {
            if (node.IsPrimitive && node.Operation.Family == family)
                sorted.AddRange(Array.ConvertAll(widths(node.Operation), Math.Round));
        }

        sorted.Sort();
        double? most = null;
        for (int index = 0, times = 0, next; index < sorted.Count; index = next)
        {
            for (next = index + 1; next < sorted.Count && sorted[next] == sorted[index];)
                next++;
            if (next - index >= times)
                (most, times) = (sorted[index], next - index);
        }

        return most;
    }
}
