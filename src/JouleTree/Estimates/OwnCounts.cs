using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Estimates;

/// <summary>
/// What a predictor reads was counted as in the data that it was trained on; what a reader is told is counted by our own rules, so that
/// the traffic of a model is one number, whether it is predicted or only counted.
/// </summary>
internal static class OwnCounts
{
    /// <summary>A predicted tree with the counts of another one.</summary>
    /// <param name="predicted">The predicted tree.</param>
    /// <param name="counted">The same nodes under the same ids, counted by our own rules.</param>
    public static ModelTree Of(ModelTree predicted, ModelTree counted)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(counted);
        Dictionary<string, NodeDetails> own = counted.Root.SelfAndDescendants().Where(node => node.Details is not null)
            .ToDictionary(node => node.Id, node => node.Details!, StringComparer.Ordinal);
        return predicted with
        {
            Root = predicted.Root.Rebuild(node => node.Details is { } details && own.TryGetValue(node.Id, out NodeDetails? counts)
                ? node with { Details = details with { Macs = counts.Macs, Flops = counts.Flops, Bytes = counts.Bytes } }
                : node),
        };
    }
}
