using System.Runtime.CompilerServices;
using JouleTree.Core.Prediction.Calibrated.Fits;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Intervals;

/// <summary>Errors and conformity scores of left-out nodes, by kind and by group. Not thread-safe.</summary>
internal sealed class LeftOutScores
{
    private readonly double[] _errors = new double[3];
    private readonly List<double>[] _scores = [[], [], []];
    private readonly List<double>[] _strangers = [[], [], []];
    private readonly int[] _count = new int[3];
    private readonly Dictionary<string, (NodeKind Kind, List<double> Scores)> _groups = new(StringComparer.Ordinal);

    /// <summary>The groups with their kinds.</summary>
    public IEnumerable<(string Group, NodeKind Kind)> Groups => _groups.Select(pair => (pair.Key, pair.Value.Kind));

    /// <summary>Takes in a node.</summary>
    /// <param name="node">A measured node.</param>
    /// <param name="group">Its group of <see cref="IntervalGroups"/>.</param>
    /// <param name="estimate">Its estimate.</param>
    /// <param name="wideningPerOctave">What distance from the training range explains.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(TreeNode node, string group, in NodeEstimate estimate, double wideningPerOctave)
    {
        double truth = node.GroundTruthJoules!.Value;
        double deviation = Math.Abs(Math.Log(truth / estimate.Joules)) - (wideningPerOctave * estimate.OctavesOutside);
        double score = Math.Max(0, deviation) / Math.Max(estimate.Difficulty, 1e-12);
        _errors[(int)node.Kind] += Math.Abs(truth - estimate.Joules) / truth;
        _count[(int)node.Kind]++;
        if (estimate.IsUnknownType)
        {
            // The others had no such primitive. That is another task than the one whose intervals are learned here, and it has its own
            // width.
            _strangers[(int)node.Kind].Add(score);
            return;
        }

        _scores[(int)node.Kind].Add(score);
        if (!_groups.TryGetValue(group, out (NodeKind Kind, List<double> Scores) own))
            _groups[group] = own = (node.Kind, []);
        own.Scores.Add(score);
    }

    /// <summary>Scores of the nodes of a kind, strangers apart.</summary>
    public IReadOnlyList<double> Of(NodeKind kind) => _scores[(int)kind];

    /// <summary>Scores of the nodes of a kind that are, or contain, primitives of a type that no other model has.</summary>
    public IReadOnlyList<double> StrangersOf(NodeKind kind) => _strangers[(int)kind];

    /// <summary>Scores of a group; empty where it has no node.</summary>
    public IReadOnlyList<double> Of(string group) => _groups.TryGetValue(group, out (NodeKind, List<double> Scores) own) ? own.Scores : [];

    /// <summary>Mean of |E − Ê|/E of a kind; 0 where there is no node.</summary>
    public double MeanErrorOf(NodeKind kind) => _count[(int)kind] > 0 ? _errors[(int)kind] / _count[(int)kind] : 0;
}
