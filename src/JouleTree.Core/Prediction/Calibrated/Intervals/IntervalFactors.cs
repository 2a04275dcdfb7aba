using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Intervals;

/// <summary>Half widths of intervals of ln(E/Ê), in units of the stated difficulty. Immutable.</summary>
/// <param name="ByKind">Factors by <see cref="NodeKind"/>, for groups that were never seen.</param>
/// <param name="ByGroup">Factors by group of <see cref="IntervalGroups"/>.</param>
internal sealed record IntervalFactors(IReadOnlyList<double> ByKind, IReadOnlyDictionary<string, double> ByGroup)
{
    /// <summary>The factor of a node.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="group">Its group.</param>
    public double Of(NodeKind kind, string group) => ByGroup.TryGetValue(group, out double factor) ? factor : ByKind[(int)kind];

    /// <summary>Learns the factors.</summary>
    /// <param name="leftOut">Scores of each model when it was left out; at least two models.</param>
    /// <param name="level">Nominal level of the intervals.</param>
    public static IntervalFactors Learn(IReadOnlyList<LeftOutScores> leftOut, double level)
    {
        double few = ConformalScale.ForFewModels(leftOut.Count, level);
        Dictionary<string, double> byGroup = [];
        foreach ((string group, NodeKind kind) in leftOut.SelectMany(scores => scores.Groups).Distinct()
            .OrderBy(pair => pair.Group, StringComparer.Ordinal))
        {
            byGroup[group] = few * ConformalScale.Of([.. leftOut.Select(scores => scores.Of(group))], level, wider: OfKind(leftOut, kind));
        }

        return new IntervalFactors([.. Enum.GetValues<NodeKind>().Select(kind => few * ConformalScale.Of(OfKind(leftOut, kind), level))],
            byGroup);
    }

    // Where every node is a stranger, strangers are all there is to learn from: an interval of no width would be a lie.
    private static IReadOnlyList<double>[] OfKind(IReadOnlyList<LeftOutScores> leftOut, NodeKind kind) =>
        leftOut.Any(scores => scores.Of(kind).Count > 0)
            ? [.. leftOut.Select(scores => scores.Of(kind))]
            : [.. leftOut.Select(scores => scores.StrangersOf(kind))];
}
