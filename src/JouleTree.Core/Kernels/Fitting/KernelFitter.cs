using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;

namespace JouleTree.Core.Kernels.Fitting;

/// <summary>Fits the model of one kind, one family and one pair of types of one card.</summary>
internal static class KernelFitter
{
    // Coefficients are told by so many rows, surfaces by so many.
    private const int CoefficientRows = 1500;
    private const int SurfaceRows = 30_000;
    private const int PowerRows = 12_000;

    private const double TimeTolerance = 0.06;
    private const double SurfaceTolerance = 0.04;
    private const double PowerTolerance = 0.2;
    private const double PowerRidge = 0.3;
    private const double ExpertPowerRidge = 2;
    private const double PowerSurfaceTolerance = 0.3;

    // Watts of products scatter to both sides of their modes: their mean is wanted.
    private const double ModesTolerance = 0.5;

    /// <summary>Fits.</summary>
    /// <param name="gpu">The card.</param>
    /// <param name="rows">Measurements of one kind, family and types; at least one.</param>
    /// <param name="rowShare">Share of the rows that surfaces are fitted to: below 1 it is faster.</param>
    public static KernelParts Fit(KernelGpu gpu, IReadOnlyList<KernelMeasurement> rows, double rowShare = 1)
    {
        ArgumentNullException.ThrowIfNull(rows);
        KernelShape sample = rows[0].Shape;
        KernelLaw law = KernelLaws.Of(sample.Kind, gpu, rows[0].Types);
        IReadOnlyList<KernelMeasurement> few = Thinned(rows, CoefficientRows);
        double[] coefficients = CoefficientFit.Of(
            law.Coefficients, (row, c) => law.Of(few[row].Shape, c, []).Seconds, [.. few.Select(row => Math.Log(row.Seconds))],
            TimeTolerance);
        IReadOnlyList<KernelShape> knots = KnotGrid.Of(rows.Select(row => row.Shape), KnotCount(law, sample, rows.Count));
        double[] knotPoints = Points(law, coefficients, knots);
        IReadOnlyList<KernelMeasurement> fitted = Thinned(rows, (int)(SurfaceRows * rowShare));
        double[] points = Points(law, coefficients, [.. fitted.Select(row => row.Shape)]);
        double[] missed = [.. fitted.Select(row => Math.Log(row.Seconds / law.Of(row.Shape, coefficients, []).Seconds))];
        KnotSurface time = KnotRidge.Fit(knotPoints, law.Lengths, points, missed, TimeRidge(sample.Kind), SurfaceTolerance);
        KernelParts parts = new()
        {
            Law = law,
            Variant = sample.Variant,
            Coefficients = coefficients,
            Knots = knots,
            TimeLevel = time.Level,
            TimeWeights = time.Weights.ToArray(),
            TickSeconds = ClockTicks.Of([.. rows.Select(row => row.Seconds)]),
            PowerCoefficients = [.. PowerLaw.Coefficients(gpu).Select(one => one.Start)],
            PowerLevel = 0,
            PowerWeights = new double[knots.Count],
            KnotModes = new double[knots.Count],
            Modes = new Dictionary<int, double>(),
            Range = KernelRange.Of([.. rows.Select(row => row.Shape)]),
        };
        KernelMeasurement[] powered = [.. Thinned([.. rows.Where(row => row.Watts is not null)], (int)(PowerRows * rowShare))];
        return powered.Length == 0 ? parts : WithPower(parts, powered, knotPoints);
    }

    /// <summary>At most so many rows, evenly drawn.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="most">So many.</param>
    public static IReadOnlyList<KernelMeasurement> Thinned(IReadOnlyList<KernelMeasurement> rows, int most)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count <= most)
            return rows;
        double stride = (double)rows.Count / most;
        return [.. Enumerable.Range(0, most).Select(index => rows[(int)((index + 0.5) * stride)])];
    }

    private static KernelParts WithPower(KernelParts parts, KernelMeasurement[] rows, double[] knotPoints)
    {
        KernelLaw law = parts.Law;
        KernelPhysics[] physics = [.. rows.Select(row => law.Of(row.Shape, parts.Coefficients, []))];
        IReadOnlyList<KernelMeasurement> few = Thinned(rows, CoefficientRows);
        KernelPhysics[] fewPhysics = [.. few.Select(row => law.Of(row.Shape, parts.Coefficients, []))];
        double[] coefficients = CoefficientFit.Of(PowerLaw.Coefficients(law.Gpu),
            (row, c) => PowerLaw.Watts(law, fewPhysics[row], few[row].Seconds, c), [.. few.Select(row => Math.Log(row.Watts!.Value))],
            PowerTolerance);
        double[] missed =
        [
            .. rows.Select((row, index) => Math.Log(row.Watts!.Value / PowerLaw.Watts(law, physics[index], row.Seconds, coefficients))),
        ];
        double[] points = Points(law, parts.Coefficients, [.. rows.Select(row => row.Shape)]);
        int dimensions = law.Lengths.Length;
        IReadOnlyDictionary<int, double> modes = law is GemmLaw
            ? PowerModes.Of(rows, missed, knotPoints, points, law) : new Dictionary<int, double>();
        double[] knotModes = PowerModes.OfKnots(modes, parts.Knots);
        double[] rowModes = [.. rows.Select(row => PowerModes.Find(modes, row.Shape))];
        KnotSurface power = KnotRidge.Fit(KernelModel.PowerCoordinates(knotPoints, knotModes, dimensions), KernelModel.PowerLengths(law),
            KernelModel.PowerCoordinates(points, rowModes, dimensions), missed,
            law is ExpertLaw ? ExpertPowerRidge : PowerRidge, law is GemmLaw ? ModesTolerance : PowerSurfaceTolerance);
        return parts with
        {
            PowerCoefficients = coefficients,
            PowerLevel = power.Level,
            PowerWeights = power.Weights.ToArray(),
            KnotModes = knotModes,
            Modes = modes,
        };
    }

    /// <summary>Coordinates of shapes <c>[n, d]</c>.</summary>
    /// <param name="law">The formula.</param>
    /// <param name="coefficients">Its coefficients.</param>
    /// <param name="shapes">Shapes.</param>
    public static double[] Points(KernelLaw law, double[] coefficients, IReadOnlyList<KernelShape> shapes)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(shapes);
        int dimensions = law.Lengths.Length;
        double[] points = new double[shapes.Count * dimensions];
        for (int index = 0; index < shapes.Count; index++)
            law.Of(shapes[index], coefficients, points.AsSpan(index * dimensions, dimensions));
        return points;
    }

    // Found by leaving whole shapes out: products bend the most.
    private static int KnotCount(KernelLaw law, KernelShape sample, int rows)
    {
        int most = sample.Kind == KernelKind.Gemm ? law.Types == KernelTypes.Fp8Block ? 300 : 450 : 320;
        return Math.Clamp(rows / 6, 1, most);
    }

    // Ridges and length scales were found by leaving whole shapes out, on both cards together.
    private static double TimeRidge(KernelKind kind) => kind switch
    {
        KernelKind.Gemm => 0.005,
        KernelKind.Experts => 1,
        _ => 0.2,
    };
}
