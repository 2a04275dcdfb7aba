using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;

namespace JouleTree.Core.Kernels.Fitting;

/// <summary>
/// A model of a card of which only a few kernels were measured: that of a card that is alike, its coefficients moved as little as the
/// measurements ask for, and its surfaces as far as they hold there.
/// </summary>
internal static class KernelTransfer
{
    private const double Tolerance = 0.1;
    private const double PowerTolerance = 0.2;

    // Coefficients that count shares of a data sheet hold better than others.
    private const double SpreadOfShares = 0.15;
    private const double SpreadOfOthers = 0.5;

    // So many rows' worth of doubt whether a surface holds on another card.
    private const double Doubt = 0.05;

    private const double ProjectionRidge = 0.3;
    private const int Crosses = 3;
    private const int Folds = 5;

    /// <summary>Moves a model.</summary>
    /// <param name="gpu">The card.</param>
    /// <param name="rows">Its measurements of one kind, family and types.</param>
    /// <param name="reference">The model of the other card.</param>
    public static KernelParts Fit(KernelGpu gpu, IReadOnlyList<KernelMeasurement> rows, KernelParts reference)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(reference);
        KernelLaw law = KernelLaws.Of(reference.Kind, gpu, reference.Law.Types);
        KernelModel known = new(reference);
        double[] coefficients = CoefficientFit.Of(Held(law.Coefficients, reference.Coefficients),
            (row, c) => law.Of(rows[row].Shape, c, []).Seconds, [.. rows.Select(row => Math.Log(row.Seconds))], Tolerance);
        double[] heights = [.. rows.Select(row => known.TimeHeight(row.Shape))];
        (double level, double share) = Line(heights,
            [.. rows.Select(row => Math.Log(row.Seconds / law.Of(row.Shape, coefficients, []).Seconds))]);
        List<KernelShape> places = Places(reference);
        double[] knotPoints = KernelFitter.Points(law, coefficients, reference.Knots);
        double[] points = KernelFitter.Points(law, coefficients, places);
        KnotSurface time = KnotRidge.Fit(
            knotPoints, law.Lengths, points, [.. places.Select(place => share * known.TimeHeight(place))], ProjectionRidge, 1);
        KernelParts parts = reference with
        {
            Law = law,
            Coefficients = coefficients,
            TimeLevel = level + time.Level,
            TimeWeights = time.Weights.ToArray(),
            TickSeconds = ClockTicks.Of([.. rows.Select(row => row.Seconds)]),
            Modes = new Dictionary<int, double>(),
        };
        KernelMeasurement[] powered = [.. rows.Where(row => row.Watts is not null)];
        return powered.Length == 0 ? parts : WithPower(parts, powered, reference);
    }

    /// <summary>Leaves some of the few measurements out in turn.</summary>
    /// <inheritdoc cref="Fit" path="/param"/>
    public static KernelJudgement Judge(KernelGpu gpu, IReadOnlyList<KernelMeasurement> rows, KernelParts reference)
    {
        ArgumentNullException.ThrowIfNull(rows);
        KernelEstimate?[] estimates = new KernelEstimate?[rows.Count];
        for (int fold = 0; fold < Folds; fold++)
        {
            KernelModel model = new(Fit(gpu, [.. rows.Where((_, index) => index % Folds != fold)], reference));
            for (int index = fold; index < rows.Count; index += Folds)
                estimates[index] = model.Estimate(rows[index].Shape);
        }

        return new KernelJudgement { Rows = rows, Estimates = estimates };
    }

    private static KernelParts WithPower(KernelParts parts, KernelMeasurement[] rows, KernelParts reference)
    {
        KernelLaw law = parts.Law;
        KernelModel known = new(reference);
        KernelPhysics[] physics = [.. rows.Select(row => law.Of(row.Shape, parts.Coefficients, []))];
        // The other card's idle watts, as a share of its limit, are the better guess.
        double[] start = [.. reference.PowerCoefficients];
        start[0] *= law.Gpu.PowerLimitWatts / reference.Law.Gpu.PowerLimitWatts;
        double[] coefficients = CoefficientFit.Of(Held(PowerLaw.Coefficients(law.Gpu), start),
            (row, c) => PowerLaw.Watts(law, physics[row], rows[row].Seconds, c), [.. rows.Select(row => Math.Log(row.Watts!.Value))],
            PowerTolerance);
        double[] heights = [.. rows.Select(row => known.PowerHeight(row.Shape))];
        (double level, double share) = Line(heights, [.. rows.Select((row, index) =>
            Math.Log(row.Watts!.Value / PowerLaw.Watts(law, physics[index], row.Seconds, coefficients)))]);
        List<KernelShape> places = Places(reference);
        double[] steady = new double[places.Count];
        double[] knotModes = new double[parts.Knots.Count];
        int dimensions = law.Lengths.Length;
        KnotSurface power = KnotRidge.Fit(
            KernelModel.PowerCoordinates(KernelFitter.Points(law, parts.Coefficients, parts.Knots), knotModes, dimensions),
            KernelModel.PowerLengths(law),
            KernelModel.PowerCoordinates(KernelFitter.Points(law, parts.Coefficients, places), steady, dimensions),
            [.. places.Select(place => share * known.PowerHeight(place))], ProjectionRidge, 1);
        return parts with
        {
            PowerCoefficients = coefficients,
            PowerLevel = level + power.Level,
            PowerWeights = power.Weights.ToArray(),
            KnotModes = knotModes,
        };
    }

    // Where the other card's surfaces are looked at: its knots, and crosses of neighbours among them.
    private static List<KernelShape> Places(KernelParts reference)
    {
        List<KernelShape> places = [.. reference.Knots];
        double[] one = new double[KernelDimensions.Most];
        double[] other = new double[KernelDimensions.Most];
        for (int turn = 1; turn <= Crosses; turn++)
        {
            for (int index = 0; index < reference.Knots.Count; index++)
            {
                reference.Knots[index].Fill(one);
                reference.Knots[(index + turn) % reference.Knots.Count].Fill(other);
                // The first number is rows, requests or tokens: any of them goes with any widths.
                one[0] = other[0];
                places.Add(KernelDimensions.ShapeOf(reference.Kind, one));
            }
        }

        return places;
    }

    private static KernelCoefficient[] Held(IReadOnlyList<KernelCoefficient> coefficients, double[] start) =>
    [
        .. coefficients.Select((one, index) => new KernelCoefficient(one.Name, start[index],
            one.Name.EndsWith("share", StringComparison.Ordinal) ? SpreadOfShares : SpreadOfOthers)),
    ];

    // y ≈ level + share · x with a share between 0 and 1 that has to be earned.
    private static (double Level, double Share) Line(double[] heights, double[] targets)
    {
        double[] left = [.. targets.Select((target, index) => target - heights[index]).Order()];
        double[] bare = [.. targets.Order()];
        double meanHeight = heights.Average();
        double meanTarget = targets.Average();
        double covariance = 0;
        double variance = Doubt;
        for (int index = 0; index < heights.Length; index++)
        {
            covariance += (heights[index] - meanHeight) * (targets[index] - meanTarget);
            variance += (heights[index] - meanHeight) * (heights[index] - meanHeight);
        }

        double share = Math.Clamp(covariance / variance, 0, 1);
        double level = ((1 - share) * bare[bare.Length / 2]) + (share * left[left.Length / 2]);
        return (level, share);
    }
}
