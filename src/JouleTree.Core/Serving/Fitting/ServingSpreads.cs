using JouleTree.Core.Statistics;

namespace JouleTree.Core.Serving.Fitting;

/// <summary>How wide intervals must be, from families that were left out.</summary>
internal static class ServingSpreads
{
    /// <summary>Level of the intervals that are made.</summary>
    public const double Level = 0.9;

    private const int FewestFamilies = 4;

    /// <summary>Half widths by kind of network.</summary>
    /// <param name="rows">Measured deployments.</param>
    /// <param name="ratios">What was predicted of each over what was measured; NaN for rows that do not count.</param>
    public static ServingSpread Of(IReadOnlyList<ServingRow> rows, double[] ratios) =>
        new(Of(rows, ratios, ServedKind.Dense, except: null), Of(rows, ratios, ServedKind.Experts, except: null));

    /// <summary>Whether each row lies inside an interval as wide as the other families say.</summary>
    /// <param name="rows">Measured deployments.</param>
    /// <param name="taught">Ratios that widths are learned from.</param>
    /// <param name="judged">Ratios that are judged.</param>
    public static bool[] Inside(IReadOnlyList<ServingRow> rows, double[] taught, double[] judged)
    {
        Dictionary<string, double> widths = rows.Select(row => (row.Measurement.Family, row.Network.Kind)).Distinct()
            .ToDictionary(one => one.Family, one => Of(rows, taught, one.Kind, one.Family), StringComparer.Ordinal);
        return [.. rows.Select((row, index) => Math.Abs(Math.Log(judged[index])) <= widths[row.Measurement.Family])];
    }

    // A family's rows err together, so families are the sample, each with the mean square of its residuals, and the next family's
    // error is as uncertain as theirs and their mean's. A kind with few families is told by all of them.
    private static double Of(IReadOnlyList<ServingRow> rows, double[] ratios, ServedKind kind, string? except)
    {
        double[] own = Squares(kind);
        double[] squares = own.Length < FewestFamilies ? Squares(null) : own;
        return TwoSidedQuantiles.Student(Math.Max(1, squares.Length - 1), Level)
            * Math.Sqrt(squares.Average() * (1 + (1.0 / squares.Length)));

        double[] Squares(ServedKind? counted) =>
        [
            .. rows.Select((row, index) => (row.Measurement.Family, row.Network.Kind, Log: Math.Log(ratios[index])))
                .Where(one => (counted is null || one.Kind == counted) && one.Family != except && !double.IsNaN(one.Log))
                .GroupBy(one => one.Family).Select(family => family.Average(one => one.Log * one.Log)),
        ];
    }
}
