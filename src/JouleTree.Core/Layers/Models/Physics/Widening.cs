namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>How much wider intervals are outside the training range, learned by leaving the larger half of the batch sizes out.</summary>
/// <remarks>
/// Terms and correction fitted on the smaller half predict the rows outside its range. Per standard deviation outside, the local deviation
/// widens by the share that makes the interval cover 90 % of them. That half as many rows say less is in it too, so it is rather too
/// much.
/// </remarks>
internal static class Widening
{
    /// <summary>Assumed where the rows do not suffice: one standard deviation outside the range doubles the deviation.</summary>
    public const double Assumed = 1;

    // Of fewer rows outside the range the quantile is chance.
    private const int FewestOutside = 10;
    private const double Coverage = 0.9;
    private const double Most = 10;

    /// <summary>Learns the widening.</summary>
    /// <param name="rows">Rows that may be fitted on.</param>
    /// <param name="spread">Spread within the range.</param>
    /// <param name="candidate">The chosen correction.</param>
    public static double Learn(PhysicsRows rows, ResidualSpread spread, PhysicsCandidate candidate)
    {
        long[] batches = [.. rows.Layers.Select(layer => layer.BatchSize).Order()];
        long median = batches[(batches.Length - 1) / 2];
        PhysicsRows small = Only(batch => batch <= median);
        PhysicsRows large = Only(batch => batch > median);
        if (large.Layers.Length < FewestOutside || small.Layers.Distinct().Count() <= PhysicsTerms.Names(rows.Type).Count)
            return Assumed;
        double[] coefficients = small.Coefficients();
        CorrectionSpace space = CorrectionSpace.Of(small.Layers, candidate.OnlySize);
        ICorrection? correction = small.Correct(coefficients, space, candidate);
        CorrectionSpace whole = CorrectionSpace.Of(rows.Layers, candidate.OnlySize);
        double[] ratios = large.LogRatios(coefficients);
        List<(double Score, double Distance)> outside = [];
        for (int row = 0; row < ratios.Length; row++)
        {
            LayerConfiguration layer = large.Layers[row];
            double[] point = space.Locate(layer, out double distance);
            double residual = ratios[row] - Math.Log(correction?.Factor(point) ?? 1);
            double score = Math.Abs(residual)
                / (spread.IntervalFactor * spread.Deviation(whole.Locate(layer, out _), Math.Log(large.Joules[row]) - residual));
            if (distance > 0 && (small.Kernels & PhysicsTerms.KernelOf(layer)) != 0 && !double.IsNaN(score))
                outside.Add((score, distance));
        }

        return outside.Count < FewestOutside ? Assumed : Math.Max(Least(rows.Type), Cover(outside));

        PhysicsRows Only(Func<long, bool> takes) =>
            rows.Only([.. Enumerable.Range(0, rows.Layers.Length).Where(row => takes(rows.Layers[row].BatchSize))]);
    }

    // The energy of element-wise layers jumps where tensors outgrow what a machine keeps for them: that it did not within the range
    // says little of what lies outside.
    private static double Least(LayerType type) =>
        type is LayerType.Conv2d or LayerType.MaxPool2d or LayerType.Linear or LayerType.MatMul ? 0 : Assumed;

    // The least w with which nine of ten scores are at most 1 + w·distance.
    private static double Cover(List<(double Score, double Distance)> outside)
    {
        double[] needed = [.. outside.Select(one => Math.Clamp((one.Score - 1) / one.Distance, 0, Most)).Order()];
        return needed[Math.Min(needed.Length, (int)Math.Ceiling(Coverage * (needed.Length + 1))) - 1];
    }
}
