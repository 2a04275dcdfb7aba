using System.Globalization;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Cli.Estimates;

/// <summary>What <c>estimate</c> and <c>sweep</c> tell of nodes.</summary>
internal static class EstimateColumns
{
    private static readonly Column<TreeRow>[] Predicted = [.. TreeColumns.Node, .. TreeColumns.Energy];

    /// <summary>Members of a node in JSON.</summary>
    public static readonly ResultTable<TreeRow> Members =
        new([.. Predicted, .. TreeColumns.Counts, TreeColumns.Terms, TreeColumns.Notes, .. TreeColumns.PredictedTime]);

    /// <summary>Lines of CSV.</summary>
    public static readonly ResultTable<TreeRow> Lines =
        new([
            .. TreeColumns.Workload, .. Predicted, .. TreeColumns.Counts, TreeColumns.Terms, TreeColumns.Notes,
            .. TreeColumns.PredictedTime,
        ]);

    /// <summary>The tree for people.</summary>
    public static readonly ResultTable<TreeRow> Shown = ShownAs(Joules);

    /// <summary>The tree for people, of a device that tells times, too.</summary>
    public static readonly ResultTable<TreeRow> Timed = ShownAs(
        Joules, Right("ms", row => Milliseconds(row.Node.Details?.Prediction?.Seconds)),
        Right("W", row => Watts(row.Node.Details?.Prediction)));

    /// <summary>The tree for people, of an estimate that is no more than an order of magnitude.</summary>
    public static readonly ResultTable<TreeRow> Rough = ShownAs(RoughJoules);

    /// <summary>Joules with as many decimals as columns of them bear.</summary>
    /// <param name="joules">Joules, or null for unknown.</param>
    public static string Joules(double? joules) => joules switch
    {
        null => "-",
        >= 1 => joules.Value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => joules.Value.ToString("0.00000", CultureInfo.InvariantCulture),
    };

    /// <summary>Joules with the one digit that an order of magnitude bears.</summary>
    /// <param name="joules">Joules, or null for unknown.</param>
    public static string RoughJoules(double? joules)
    {
        if (joules is not { } number)
            return "-";
        if (!(number > 0))
            return "0";
        int place = (int)Math.Floor(Math.Log10(number));
        decimal unit = (decimal)Math.Pow(10, Math.Clamp(place, -12, 27));
        return (Math.Round((decimal)number / unit) * unit).ToString("#,0.############", CultureInfo.InvariantCulture);
    }

    /// <summary>The nodes of a tree down to a depth; what repeats the node before it is told once.</summary>
    /// <param name="tree">A predicted tree.</param>
    /// <param name="depth">Levels below the root.</param>
    public static IEnumerable<TreeRow> Distinct(ModelTree tree, int depth) =>
        TreeRow.OfPrediction(tree, depth, isAlike: (left, right) => left.InstanceType == right.InstanceType
            && left.Children.Count == right.Children.Count && left.PredictedJoules == right.PredictedJoules);

    private static string Milliseconds(double? seconds) =>
        seconds is { } time ? (1e3 * time).ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    private static string Watts(PredictionDetails? prediction) => prediction is { Seconds: > 0 and var seconds }
        ? (prediction.Joules / seconds).ToString("0", CultureInfo.InvariantCulture)
        : "-";

    private static ResultTable<TreeRow> ShownAs(Func<double?, string> joules, params Column<TreeRow>[] others) => new(
    [
        Column<TreeRow>.OnlyShown("node", row => row.Name),
        Right("joules", row => joules(row.Energy?.Joules)),
        Right("low", row => joules(row.Energy?.Low)),
        Right("high", row => joules(row.Energy?.High)),
        .. others,
        Right("share", row => Percent(row.Energy?.Joules / row.Tree.Root.PredictedJoules)),
        Column<TreeRow>.OnlyShown("type", row => row.Node.InstanceType),
    ]);

    private static string Percent(double? share) =>
        share is { } part ? (100 * part).ToString("0.0", CultureInfo.InvariantCulture) + "%" : "-";

    private static Column<TreeRow> Right(string title, Func<TreeRow, string> text) =>
        Column<TreeRow>.OnlyShownRight(title, text);
}
