namespace JouleTree.Core.Serving.Fitting;

/// <summary>
/// Weights by which large families do not outvote the rest: rows of one architecture err together, so a family of n rows beyond the mean
/// of all tells as much as √n.
/// </summary>
internal static class FamilyWeights
{
    /// <summary>A weight for each row, 1 for those of families that are no larger than the mean one.</summary>
    /// <param name="rows">Measured deployments.</param>
    public static double[] Of(IReadOnlyList<ServingRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Dictionary<string, int> sizes = rows.CountBy(row => row.Measurement.Family).ToDictionary(StringComparer.Ordinal);
        double mean = (double)rows.Count / Math.Max(1, sizes.Count);
        return [.. rows.Select(row => Math.Min(1, Math.Sqrt(mean / sizes[row.Measurement.Family])))];
    }
}
