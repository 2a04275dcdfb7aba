using System.Globalization;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Measurement.Profiling.Attributing;

/// <summary>Whether primitives that were measured alone add up to the whole, and what it means where they do not.</summary>
internal static class PartsAndWhole
{
    // Below this share of the whole, and above the other, what the parts show is another machine than what the whole shows.
    private const double FarLess = 0.5;
    private const double FarMore = 2;

    /// <summary>What is to be said of a measured tree; null where its parts explain it.</summary>
    /// <param name="root">The root, with measurements.</param>
    /// <remarks>Times stand for energies where the energy of a primitive is below what its meter resolves.</remarks>
    public static string? Of(TreeNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        TreeNode[] leaves = [.. root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive && node.Seconds is not null)];
        if (leaves.Length == 0 || root.Children.Count == 0)
            return null;
        bool hasJoules = root.GroundTruthJoules is not null && Array.TrueForAll(leaves, leaf => leaf.GroundTruthJoules is not null);
        (double? whole, double sum, string unit) = hasJoules
            ? (root.GroundTruthJoules, leaves.Sum(leaf => leaf.GroundTruthJoules!.Value), "J")
            : (root.Seconds, leaves.Sum(leaf => leaf.Seconds!.Value), "s");
        if (whole is not > 0)
            return null;
        double share = sum / whole.Value;
        string? why = share switch
        {
            < FarLess => "alone, what they read is still in the cache from the pass before, which in the whole model it is not; shares "
                + "compare the parts with each other, and only the whole's own figure is the whole's",
            > FarMore => "alone, each is called and fed by itself, which costs more than the work of so small a part; shares are of the "
                + "whole, and therefore sum past 100 %",
            _ => null,
        };
        return why is null
            ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"parts and whole: {Amount.Of(leaves.Length, "primitive")}, each measured alone, sum to {100 * share:0} % of the whole "
                + $"({sum:G3} of {whole:G3} {unit}): {why}");
    }

    /// <summary>A measured tree with what is to be said of it among the notes of its root.</summary>
    /// <param name="tree">A tree in the full view, with measurements.</param>
    public static ModelTree Noted(ModelTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (Of(tree.Root) is not { } note)
            return tree;
        NodeDetails details = tree.Root.Details ?? new NodeDetails();
        return tree with { Root = tree.Root with { Details = details with { Notes = [.. details.Notes ?? [], note] } } };
    }
}
