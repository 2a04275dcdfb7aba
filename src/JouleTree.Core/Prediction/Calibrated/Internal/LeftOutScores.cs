using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Internal;

/// <summary>Errors and conformity scores of left-out nodes, by kind.</summary>
internal sealed class LeftOutScores
{
    private readonly double[] _errors = new double[3];
    private readonly List<double>[] _scores = [[], [], []];

    /// <summary>Takes in a node.</summary>
    /// <param name="node">A measured node.</param>
    /// <param name="estimate">Its estimate.</param>
    /// <param name="wideningPerOctave">What distance from the training range explains.</param>
    public void Add(TreeNode node, in NodeEstimate estimate, double wideningPerOctave)
    {
        double truth = node.GroundTruthJoules!.Value;
        double deviation = Math.Abs(Math.Log(truth / estimate.Joules)) - (wideningPerOctave * estimate.OctavesOutside);
        _errors[(int)node.Kind] += Math.Abs(truth - estimate.Joules) / truth;
        _scores[(int)node.Kind].Add(Math.Max(0, deviation) / Math.Max(estimate.Difficulty, 1e-12));
    }

    /// <summary>Scores of a kind.</summary>
    public IReadOnlyList<double> Of(NodeKind kind) => _scores[(int)kind];

    /// <summary>Mean of |E − Ê|/E of a kind; 0 where there is no node.</summary>
    public double MeanErrorOf(NodeKind kind) => _scores[(int)kind].Count > 0 ? _errors[(int)kind] / _scores[(int)kind].Count : 0;
}
