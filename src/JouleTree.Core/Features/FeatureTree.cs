using JouleTree.Core.Trees;

namespace JouleTree.Core.Features;

/// <summary>
/// A tree as a predictor sees it: nodes in preorder as flat arrays, with features in rows that repeated nodes share.
/// Immutable; made by <see cref="FeatureTreeBuilder"/>.
/// </summary>
/// <remarks>
/// The twelve layers of a BERT are the same computation; a published tree of 150 nodes has about 16 different rows.
/// Whatever is done per row is done once.
/// </remarks>
internal sealed class FeatureTree
{
    private readonly double[] _rows;
    private readonly int[] _repeats;
    private readonly int[] _row;
    private readonly int[] _parent;
    private readonly int[] _primitive;
    private readonly double[] _energy;

    internal FeatureTree(ModelTree tree, int dimension, double[] rows, int[] repeats, int[] row, int[] parent, int[] primitive,
        double[] energy)
    {
        ModelName = tree.ModelName;
        Dimension = dimension;
        _rows = rows;
        _repeats = repeats;
        _row = row;
        _parent = parent;
        _primitive = primitive;
        _energy = energy;
    }

    /// <summary>Name of the model.</summary>
    public string ModelName { get; }

    /// <summary>Number d of features.</summary>
    public int Dimension { get; }

    /// <summary>Number n of nodes.</summary>
    public int NodeCount => _row.Length;

    /// <summary>Number r of different rows, at most n.</summary>
    public int RowCount => _repeats.Length;

    /// <summary>How many nodes have each row, <c>[r]</c>.</summary>
    public ReadOnlySpan<int> Repeats => _repeats;

    /// <summary>The row of each node, <c>[n]</c>.</summary>
    public ReadOnlySpan<int> RowOf => _row;

    /// <summary>The parent of each node, <c>[n]</c>; −1 for the root, which is node 0.</summary>
    public ReadOnlySpan<int> ParentOf => _parent;

    /// <summary>The primitive type of each node in the builder's numbering, <c>[n]</c>; −1 for inner nodes.</summary>
    public ReadOnlySpan<int> PrimitiveOf => _primitive;

    /// <summary>The true energy of each node in joules, <c>[n]</c>; empty where it was not asked for.</summary>
    public ReadOnlySpan<double> EnergyOf => _energy;

    /// <summary>Memory that the tree takes, about.</summary>
    internal long EstimatedBytes => 200 + (8L * (_rows.Length + _energy.Length)) + (4L * (_repeats.Length + (3 * _row.Length)));

    /// <summary>Features of a row, <c>[d]</c>.</summary>
    /// <param name="row">Number of a row.</param>
    public ReadOnlySpan<double> Row(int row) => _rows.AsSpan(row * Dimension, Dimension);
}
