using System.Globalization;
using JouleTree.Core.Statistics;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Intervals;

/// <summary>
/// How far the machine drifts between runs, as the trees that were measured on it state it (docs/measuring.md): half widths of ln(E), the
/// interval of any run less that of the run itself.
/// </summary>
/// <param name="ByKind">Half widths by <see cref="NodeKind"/>, at the level of the predictor's intervals.</param>
/// <param name="Basis">
/// What the machine's drift was known from, as the tree says it that states the middle one; null where it does not.
/// </param>
internal sealed record MachineDrift(IReadOnlyList<double> ByKind, string? Basis)
{
    private const string LevelProperty = "interval_level";
    private const string BasisProperty = "drift_basis";

    // Where a tree gives no level, measuring's own.
    private const double UsualLevel = 0.9;

    // What is left of two equal squares.
    private const double Rounding = 1e-12;

    // From here on no interval of any run is stated: its upper end would be twice the value.
    private static readonly double Meaningless = Math.Log(2);

    // Half-widths of single computations, of which a node with no interval of any run has at most the widest.
    private static readonly string[] WidthProperties = ["drift_compute_energy", "drift_memory_energy", "drift_small_energy"];

    /// <summary>Half width of a node.</summary>
    /// <param name="kind">Its kind.</param>
    public double Of(NodeKind kind) => ByKind[(int)kind];

    /// <summary>The half widths in percent with what they were known from, in words.</summary>
    public override string ToString()
    {
        double[] percents = [.. NodeKindNames.Reported.Select(kind => 100 * Math.Sinh(Of(kind)))];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"±{percents[0]:0} / {percents[1]:0} / {percents[2]:0} % (ml / module / model) between runs of the machine, in every interval"
                + $"{(Basis is null ? "" : $": {Basis}")}");
    }

    /// <summary>The drift that trees state: the median over their distinct nodes of a kind. Null where no node states any.</summary>
    /// <param name="trees">Measured trees.</param>
    /// <param name="level">Level of the intervals that it is for.</param>
    public static MachineDrift? Of(IReadOnlyList<ModelTree> trees, double level)
    {
        List<double>[] widths = [[], [], []];
        List<(double Half, string? Basis)> stated = [];
        foreach (ModelTree tree in trees)
        {
            double scale = TwoSidedQuantiles.Normal(level) / TwoSidedQuantiles.Normal(LevelOf(tree));
            List<double> own = [];
            foreach ((NodeKind kind, EnergyDetails energy) in tree.Root.SelfAndDescendants()
                .Where(node => node.Details?.Energy?.Joules is not null)
                .Select(node => (node.Kind, node.Details!.Energy!))
                .DistinctBy(pair => (pair.Kind, pair.Item2.Joules)))
            {
                if (HalfWidth(tree, energy) is not { } half)
                    continue;
                own.Add(scale * half);
                widths[(int)kind].Add(scale * half);
            }

            if (own.Count > 0)
                stated.Add((Median(own), Property(tree, BasisProperty)));
        }

        double[] medians = [.. widths.Where(kind => kind.Count > 0).Select(Median)];
        return medians.Length == 0
            ? null
            : new MachineDrift(
                // A kind of which no node states any drifts like the one that drifts most.
                [.. widths.Select(kind => kind.Count > 0 ? Median(kind) : medians.Max())],
                stated.OrderBy(one => one.Half).ElementAt(stated.Count / 2).Basis);
    }

    // The two half widths were added as squares. Where the machine drifts by as much as the value, a node has no interval of any run.
    private static double? HalfWidth(ModelTree tree, EnergyDetails energy)
    {
        if (energy is not { Joules: > 0 and var joules, RunLow: > 0 and var runLow, RunHigh: { } runHigh })
            return null;
        if (energy is not { Low: > 0 and var low, High: { } high })
            return Math.Max(Meaningless, WidthProperties.Max(name => Number(tree, name)) ?? 0);
        double squares = (Square(joules / low) - Square(joules / runLow) + Square(high / joules) - Square(runHigh / joules)) / 2;
        return squares > Rounding ? Math.Sqrt(squares) : null;

        static double Square(double ratio) => Math.Log(ratio) * Math.Log(ratio);
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double LevelOf(ModelTree tree) => Number(tree, LevelProperty) is > 0 and < 1 and var level ? level : UsualLevel;

    private static double? Number(ModelTree tree, string property) =>
        double.TryParse(Property(tree, property), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static string? Property(ModelTree tree, string name) => tree.Details?.Meter?.Properties?.GetValueOrDefault(name);
}
