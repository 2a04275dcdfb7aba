using JouleTree.Core.Trees;
using JouleTree.Measurement.Profiling.Attributing;
using JouleTree.Metering.Protocol;
using JouleTree.TorchSharp.Counting;
using JouleTree.TorchSharp.Passes;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>Splits the cost of a pass by the times of its calls.</summary>
internal static class PlaceTimes
{
    /// <summary>Measurements by the id of the node: of the whole, and of each module that was called.</summary>
    /// <param name="pass">The counted pass.</param>
    /// <param name="order">Its calls.</param>
    /// <param name="passes">Seconds of each call in each timed pass; none where only the whole is known.</param>
    /// <param name="whole">What the whole costs.</param>
    public static Dictionary<string, NodeMeasurement> Of(
        CountedPass pass, PassOrder order, IReadOnlyList<double[]> passes, NodeMeasurement whole)
    {
        TreeNode root = pass.Full.Tree.Root;
        Dictionary<string, NodeMeasurement> nodes = new(StringComparer.Ordinal) { [root.Id] = whole };
        Dictionary<string, int> calls = new(StringComparer.Ordinal);
        for (int call = 0; call < order.Calls.Count; call++)
            calls.TryAdd(order.Calls[call].Scope.Path, call);
        if (passes.Count == 0)
            return nodes;
        foreach (TreeNode node in root.SelfAndDescendants().Skip(1))
        {
            if (!calls.TryGetValue(node.Scope.Path, out int call))
                continue;
            // Shares, pass by pass: a slow pass is slow for all of its modules.
            MedianEstimate share = MedianEstimate.Of(passes.Select(seconds =>
                order.Whole(seconds) is > 0 and var all ? seconds[call] / all : 0));
            nodes.Add(node.Id, whole with
            {
                Seconds = share.Scaled(whole.Seconds.Median),
                Joules = whole.Joules is { } joules ? share.Scaled(joules.Median) : null,
                Notes = [],
            });
        }

        return nodes;
    }
}
