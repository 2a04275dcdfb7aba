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

    private static double? MostFrequent(IReadOnlyList<WorkNode> nodes, OperationFamily family, Func<Operation, double[]> widths) => nodes
        .Where(node => node.IsPrimitive && node.Operation.Family == family)
        .SelectMany(node => widths(node.Operation))
        .GroupBy(width => Math.Round(width))
        .OrderByDescending(group => group.Count())
        .ThenByDescending(group => group.Key)
        .FirstOrDefault()?.Key;
}
