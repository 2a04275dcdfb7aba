using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Features;

/// <summary>Makes <see cref="FeatureTree"/>s with one list of features and one numbering of primitive types.</summary>
/// <remarks>Not thread-safe: the numbering grows from tree to tree.</remarks>
internal sealed class FeatureTreeBuilder
{
    private readonly Feature[] _features;
    private readonly EnergyNeed _energyNeed;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbersOfTypes = new(StringComparer.Ordinal);
    private readonly List<string> _types = [];
    private readonly List<double> _rows = [];
    private readonly List<int> _repeats = [];
    private readonly List<int> _next = [];
    private readonly Dictionary<int, int> _firstOfHash = [];
    private readonly List<int> _row = [];
    private readonly List<int> _parent = [];
    private readonly List<int> _primitive = [];
    private readonly List<double> _energy = [];
    private readonly double[] _current;

    /// <summary>A builder.</summary>
    /// <param name="features">Features in the order of the rows.</param>
    /// <param name="energyNeed">Which nodes must have a true energy.</param>
    public FeatureTreeBuilder(IEnumerable<Feature> features, EnergyNeed energyNeed)
    {
        _features = [.. features];
        _energyNeed = energyNeed;
        _current = new double[_features.Length];
    }

    /// <summary>Names of the primitive types by number, lower-cased.</summary>
    public IReadOnlyList<string> PrimitiveTypes => _types;

    /// <summary>Columns that the trees must have.</summary>
    public ColumnSet Columns =>
        FeatureInfo.ColumnsOf(_features) is var columns && _energyNeed != EnergyNeed.None
            ? columns.With(NodeColumn.GroundTruthEnergy)
            : columns;

    /// <summary>Name by which a primitive type is known to predictors: its instance type in lower case.</summary>
    /// <param name="node">A primitive.</param>
    public static string TypeName(TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.InstanceType.ToLowerInvariant();
    }

    /// <summary>The number of a primitive type; a type that was not seen before gets the next one.</summary>
    /// <param name="type">Name in lower case.</param>
    public int NumberOf(string type)
    {
        if (!_numbersOfTypes.TryGetValue(type, out int number))
        {
            number = _types.Count;
            _types.Add(type);
            _numbersOfTypes.Add(type, number);
        }

        return number;
    }

    /// <summary>The tree as a predictor sees it.</summary>
    /// <param name="tree">A tree with the columns that are needed.</param>
    /// <exception cref="InputException">A node lacks a needed number; the message names both.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FeatureTree Build(ModelTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        _rows.Clear();
        _repeats.Clear();
        _next.Clear();
        _firstOfHash.Clear();
        _row.Clear();
        _parent.Clear();
        _primitive.Clear();
        _energy.Clear();
        Add(tree, tree.Root, parent: -1);
        return new FeatureTree(
            tree, _features.Length, [.. _rows], [.. _repeats], [.. _row], [.. _parent], [.. _primitive], [.. _energy]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ModelTree tree, TreeNode node, int parent)
    {
        int index = _row.Count;
        _row.Add(RowOf(tree, node));
        _parent.Add(parent);
        _primitive.Add(node.Kind == NodeKind.Primitive ? NumberOfInstance(node) : -1);
        if (_energyNeed != EnergyNeed.None)
            _energy.Add(EnergyOf(tree, node));
        foreach (TreeNode child in node.Children)
            Add(tree, child, index);
    }

    private double EnergyOf(ModelTree tree, TreeNode node)
    {
        string field = NodeColumn.GroundTruthEnergy.ToPublishedName();
        double energy = node.GroundTruthJoules ?? throw Missing(tree, node, field);
        if (energy == 0 && _energyNeed == EnergyNeed.PositiveInner && node.Kind != NodeKind.Primitive)
            throw new InputException(tree.PlaceOf(node, field),
                "is 0, and the relative error divides by it; remove the tree or measure again");
        return energy;
    }

    private int NumberOfInstance(TreeNode node)
    {
        if (!_numbers.TryGetValue(node.InstanceType, out int number))
        {
            number = NumberOf(TypeName(node));
            _numbers.Add(node.InstanceType, number);
        }

        return number;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int RowOf(ModelTree tree, TreeNode node)
    {
        HashCode hash = default;
        for (int index = 0; index < _features.Length; index++)
        {
            _current[index] = _features[index].ValueOf(tree, node) ?? throw Missing(tree, node, _features[index].ToName());
            hash.Add(BitConverter.DoubleToInt64Bits(_current[index]));
        }

        ref int first = ref CollectionsMarshal.GetValueRefOrAddDefault(_firstOfHash, hash.ToHashCode(), out bool known);
        ReadOnlySpan<double> rows = CollectionsMarshal.AsSpan(_rows);
        for (int row = known ? first : -1; row >= 0; row = _next[row])
        {
            if (rows.Slice(row * _current.Length, _current.Length).SequenceEqual(_current))
            {
                _repeats[row]++;
                return row;
            }
        }

        _next.Add(known ? first : -1);
        first = _repeats.Count;
        _rows.AddRange(_current);
        _repeats.Add(1);
        return first;
    }

    private static InputException Missing(ModelTree tree, TreeNode node, string field)
    {
        string problem = field == Feature.InputSize.ToName()
            ? "is missing: it follows from batch_size and seq_len, which the tree lacks"
            : "is missing, and is needed here";
        return new InputException(tree.PlaceOf(node, field), problem);
    }
}

/// <summary>Which nodes of a tree must have a true energy.</summary>
internal enum EnergyNeed
{
    /// <summary>None; energies are not read.</summary>
    None,

    /// <summary>All; 0 is allowed.</summary>
    All,

    /// <summary>All, and inner nodes one above 0, because errors are divided by it.</summary>
    PositiveInner,
}
