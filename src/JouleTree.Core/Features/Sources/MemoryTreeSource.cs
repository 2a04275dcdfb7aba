using JouleTree.Core.Trees;

namespace JouleTree.Core.Features.Sources;

/// <summary>Training trees held in memory as a predictor sees them. Immutable and thread-safe once it is made.</summary>
internal sealed class MemoryTreeSource : ITreeSource
{
    private readonly IReadOnlyList<FeatureTree> _trees;

    private MemoryTreeSource(IReadOnlyList<FeatureTree> trees, IReadOnlyList<Feature> features, IReadOnlyList<string> primitiveTypes)
    {
        _trees = trees;
        Features = features;
        PrimitiveTypes = primitiveTypes;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Feature> Features { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> PrimitiveTypes { get; }

    /// <summary>A source of some trees.</summary>
    /// <param name="trees">Trees with true energies, at least one.</param>
    /// <param name="selection">Features to take, by the first of the trees.</param>
    /// <param name="energyNeed">Which nodes must have a true energy.</param>
    /// <exception cref="Errors.InputException">A node lacks a needed number.</exception>
    /// <exception cref="ArgumentException">There is no tree.</exception>
    public static MemoryTreeSource Of(IReadOnlyList<ModelTree> trees, FeatureSelection selection, EnergyNeed energyNeed)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(selection);
        if (trees.Count == 0)
            throw new ArgumentException("there is no tree", nameof(trees));
        FeatureTreeBuilder builder = new(selection.Features, energyNeed);
        FeatureTree[] built = new FeatureTree[trees.Count];
        for (int index = 0; index < built.Length; index++)
        {
            selection.Check(trees[index]);
            built[index] = builder.Build(trees[index]);
        }

        return new MemoryTreeSource(built, selection.Features, builder.PrimitiveTypes);
    }

    /// <summary>The trees of this source that fulfil a condition.</summary>
    /// <param name="condition">Given the tree's place in the data, says whether it stays.</param>
    public MemoryTreeSource Where(Func<int, bool> condition) =>
        new([.. _trees.Where((_, index) => condition(index))], Features, PrimitiveTypes);

    /// <inheritdoc/>
    public IEnumerable<FeatureTree> Trees() => _trees;
}
