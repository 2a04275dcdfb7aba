using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Features;

/// <summary>
/// The features that some data have of those that a predictor would like. What a run shows, and the sequence length,
/// may be absent, but then everywhere: a machine without a GPU has no GPU clock, a CNN no sequence.
/// </summary>
internal sealed class FeatureSelection
{
    private readonly ModelTree _first;

    private FeatureSelection(IReadOnlyList<Feature> features, IReadOnlyList<Feature> dropped, ModelTree first)
    {
        Features = features;
        Dropped = dropped;
        _first = first;
    }

    /// <summary>Features to use, in the order in which they were asked for.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>Features that the data do not have.</summary>
    public IReadOnlyList<Feature> Dropped { get; }

    /// <summary>Selects features by the root of the first tree.</summary>
    /// <param name="wanted">Features that a predictor would like.</param>
    /// <param name="first">First tree of the data.</param>
    public static FeatureSelection Of(IEnumerable<Feature> wanted, ModelTree first)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(first);
        ILookup<bool, Feature> byPresence =
            wanted.ToLookup(feature => !MayBeAbsent(feature) || feature.ValueOf(first, first.Root) is not null);
        return new FeatureSelection([.. byPresence[true]], [.. byPresence[false]], first);
    }

    /// <summary>Checks that a tree does not have what the first tree lacks.</summary>
    /// <param name="tree">A tree of the data, with all wanted columns read.</param>
    /// <exception cref="InputException">A node has a feature that was dropped.</exception>
    public void Check(ModelTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (Dropped.Count == 0)
            return;
        foreach (TreeNode node in tree.Root.SelfAndDescendants())
        {
            foreach (Feature feature in Dropped)
            {
                if (feature.ValueOf(tree, node) is null)
                    continue;
                InputPlace has = tree.PlaceOf(node);
                throw new InputException(
                    _first.PlaceOf(_first.Root, feature.ToName()),
                    $"is missing, while node {has.Node} on line {has.Line} has it; a feature must be there everywhere or nowhere");
            }
        }
    }

    private static bool MayBeAbsent(Feature feature) =>
        feature is Feature.InputSize or Feature.SequenceLength or >= Feature.Cpu;
}
