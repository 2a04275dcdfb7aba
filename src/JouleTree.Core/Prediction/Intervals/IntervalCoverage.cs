using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Intervals;

/// <summary>How often true energies lie in predicted intervals, and how wide those are, by kind of node. Not thread-safe.</summary>
internal sealed class IntervalCoverage
{
    private readonly long[] _inside = new long[3];
    private readonly long[] _count = new long[3];
    private readonly double[] _width = new double[3];

    /// <summary>Nominal level of the intervals seen last, or null where none was seen.</summary>
    public double? Level { get; private set; }

    /// <summary>The coverage over all nodes of some predicted trees.</summary>
    /// <param name="trees">Trees with true energies and predicted intervals.</param>
    public static IntervalCoverage Of(IEnumerable<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        IntervalCoverage coverage = new();
        foreach (TreeNode node in trees.SelectMany(tree => tree.Root.SelfAndDescendants()))
            coverage.Add(node);
        return coverage;
    }

    /// <summary>Takes in a predicted node; one without an interval or a true energy is passed over.</summary>
    /// <param name="node">A node with a true energy and a predicted interval.</param>
    public void Add(TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.GroundTruthJoules is not { } truth
            || node.Details?.Prediction is not { Low: { } low, High: { } high, Joules: > 0 } prediction)
            return;

        int kind = (int)node.Kind;
        _count[kind]++;
        _width[kind] += (high - low) / prediction.Joules;
        if (truth >= low && truth <= high)
            _inside[kind]++;
        Level = prediction.Level;
    }

    /// <summary>Takes in what another one has counted.</summary>
    /// <param name="other">Another one.</param>
    public void Add(IntervalCoverage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int kind = 0; kind < _count.Length; kind++)
        {
            _inside[kind] += other._inside[kind];
            _count[kind] += other._count[kind];
            _width[kind] += other._width[kind];
        }

        Level = other.Level ?? Level;
    }

    /// <summary>Number of nodes of a kind.</summary>
    /// <param name="kind">Kind of nodes.</param>
    public long CountOf(NodeKind kind) => _count[(int)kind];

    /// <summary>Share of the nodes of a kind that lie in their interval, in percent; null where there is none.</summary>
    /// <param name="kind">Kind of nodes.</param>
    public double? PercentOf(NodeKind kind) => _count[(int)kind] > 0 ? 100.0 * _inside[(int)kind] / _count[(int)kind] : null;

    /// <summary>Mean width of the intervals of a kind, in percent of the prediction; null where there is none.</summary>
    /// <param name="kind">Kind of nodes.</param>
    public double? MeanWidthPercentOf(NodeKind kind) => _count[(int)kind] > 0 ? 100 * _width[(int)kind] / _count[(int)kind] : null;
}
