using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>Predicted against measured energy of every node that has both, with the intervals of predictions that have them.</summary>
internal static class AgreementPlot
{
    // Error bars of thousands of nodes would be one dark cloud: of each kind some are shown, all over its range.
    private const int MostBars = 30;

    public static string Render(IReadOnlyList<ModelTree> trees, PictureStyle style)
    {
        Pair[] both =
        [
            .. trees.SelectMany(tree => tree.Root.SelfAndDescendants().Select(node => (node, Energies: NodeEnergies.Of(tree, node))))
                .Where(one => one.Energies is { Measured.Joules: > 0, Predicted.Joules: > 0 })
                .Select(one => new Pair(one.node, one.Energies.Measured!.Joules!.Value, one.Energies.Predicted!)),
        ];
        if (both.Length == 0)
            throw new InputException(trees[0].Origin with { Line = null },
                "has no node with both a measured and a predicted energy; jouletree predict writes predictions into measured trees");
        Pair[][] kinds =
            [.. NodeKindNames.Reported.Select(kind => both.Where(one => one.Node.Kind == kind).ToArray()).Where(one => one.Length > 0)];
        HashSet<Pair> barred = [.. kinds.SelectMany(Spread)];
        (string, IReadOnlyList<LogPoint>)[] series =
        [
            .. kinds.Select(pairs => (
                string.Create(CultureInfo.InvariantCulture,
                    $"{pairs[0].Node.Kind.ToPublishedName()}: {pairs.Average(pair => pair.PercentOff):0.0} % off"),
                (IReadOnlyList<LogPoint>)[.. pairs.Select(pair => pair.Point(barred.Contains(pair)))])),
        ];
        return LogScatter.Render(
            style, "Measured and predicted", About(trees, both, barred), ("measured energy [J]", "J"), ("predicted energy [J]", "J"),
            series, diagonal: true);
    }

    private static string About(IReadOnlyList<ModelTree> trees, Pair[] both, HashSet<Pair> barred)
    {
        string text = $"{both.Length} nodes of {Amount.Of(trees.Count, "tree")}; on the line they agree";
        if (barred.Count == 0)
            return text;
        text += barred.First().Predicted.Level is { } level
            ? string.Create(CultureInfo.InvariantCulture, $"; error bars are intervals of nominal {100 * level:0.#}\u00a0%")
            : "; error bars are intervals";
        return barred.Count < both.Count(pair => pair.HasInterval) ? $"{text}, at {barred.Count} of the nodes" : text;
    }

    // The middle one of each of equal stretches of the (logarithmic) axis.
    private static IEnumerable<Pair> Spread(Pair[] pairs)
    {
        Pair[] known = [.. pairs.Where(pair => pair.HasInterval).OrderBy(pair => pair.Measured)];
        if (known.Length <= MostBars)
            return known;
        double low = Math.Log(known[0].Measured);
        double stretch = Math.Max((Math.Log(known[^1].Measured) - low) / MostBars, double.Epsilon);
        return known.GroupBy(pair => Math.Min((int)((Math.Log(pair.Measured) - low) / stretch), MostBars - 1))
            .Select(same => same.ElementAt(same.Count() / 2));
    }

    private sealed record Pair(TreeNode Node, double Measured, EnergyDetails Predicted)
    {
        public bool HasInterval => Predicted is { Low: > 0, High: > 0 };

        public double PercentOff => 100 * Math.Abs(1 - (Predicted.Joules!.Value / Measured));

        public LogPoint Point(bool withBar) => new(
            Measured, Predicted.Joules!.Value, Node.Scope.Path, withBar ? Predicted.Low : null, withBar ? Predicted.High : null);
    }
}
