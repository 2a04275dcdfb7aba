using System.Numerics.Tensors;
using JouleTree.Core.Numerics;
using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Regression;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>Fits the primitive types.</summary>
internal static class PrimitiveFitter
{
    // How strongly the constant is drawn to the floor of the type, relative to all its samples together.
    private const double FloorWeight = 0.3;

    // Bends stand at these multiples of the least traffic seen: from a quarter of it to eleven times, half an octave apart.
    private static readonly double[] BendMultiples = [.. Enumerable.Range(-4, 12).Select(half => Math.Pow(2, half / 2.0))];

    /// <summary>Fits one model a type, once for each of some ridges.</summary>
    /// <param name="samples">Distinct measured primitives.</param>
    /// <param name="ridges">Ridges of the corrections.</param>
    public static PrimitiveFit[][] Fit(IReadOnlyList<MeasuredPrimitive> samples, IReadOnlyList<double> ridges)
    {
        ILookup<string, MeasuredPrimitive> byType = samples.ToLookup(sample => sample.Type);
        CallFloors floors = CallFloors.Of(byType);
        PrimitiveFit[][] fits =
            [.. byType.OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => FitType(group.Key, [.. group], floors.Of(group.Key), ridges))];
        return [.. ridges.Select((_, ridge) => fits.Select(type => type[ridge]).ToArray())];
    }

    /// <summary>Fits the physical terms of one type or of all together, without a correction.</summary>
    /// <param name="type">Name of the fit.</param>
    /// <param name="samples">Measured operations of one family, at least one.</param>
    /// <param name="floorJoules">What a call costs at least.</param>
    public static PrimitiveFit FitPhysical(string type, MeasuredPrimitive[] samples, double floorJoules)
    {
        (PrimitiveFit fit, _, double[] logRatios) = FitTerms(type, samples, floorJoules);
        return fit with { Correction = LogCorrection.None(logRatios, fit.Low.Length) };
    }

    private static PrimitiveFit[] FitType(string type, MeasuredPrimitive[] samples, double floorJoules, IReadOnlyList<double> ridges)
    {
        // A type whose nodes belong to several families (a Linear without parameters, say) keeps to the plainest.
        OperationFamily family = samples[0].Operation.Family;
        if (samples.Any(sample => sample.Operation.Family != family))
            samples = [.. samples.Select(sample => sample
                with { Operation = sample.Operation with { Family = OperationFamily.Elementwise } })];
        (PrimitiveFit fit, double[] points, double[] logRatios) = FitTerms(type, samples, floorJoules);
        return [.. ridges.Select(ridge => fit with { Correction = LogCorrection.Fit(points, logRatios, fit.Low.Length, ridge) })];
    }

    private static (PrimitiveFit Fit, double[] Points, double[] LogRatios) FitTerms(string type, MeasuredPrimitive[] samples,
        double floorJoules)
    {
        OperationFamily family = samples[0].Operation.Family;
        double[] bends = Bends(family, samples);
        double[] weights = FitWeights(family, samples, bends, floorJoules);
        int dimensions = PrimitiveCoordinates.Count(family);
        double[] points = new double[samples.Length * dimensions];
        double[] logRatios = new double[samples.Length];
        Span<double> values = stackalloc double[PrimitiveFit.MaxColumns];
        values = values[..weights.Length];
        for (int index = 0; index < samples.Length; index++)
        {
            PrimitiveFit.FillColumns(samples[index].Operation, bends, values);
            logRatios[index] = Math.Log(samples[index].Joules / Vectors.Dot(values, weights));
            PrimitiveCoordinates.Fill(samples[index].Operation, points.AsSpan(index * dimensions, dimensions));
        }

        (double[] low, double[] high) = Range(points, dimensions);
        return (new PrimitiveFit(type, family, weights, bends, LogCorrection.None([], dimensions), low, high), points, logRatios);
    }

    private static double[] Bends(OperationFamily family, MeasuredPrimitive[] samples)
    {
        int column = PrimitiveColumns.BendingColumn(family);
        if (column < 0)
            return [];
        double least = double.PositiveInfinity;
        Span<double> values = stackalloc double[PrimitiveFit.MaxColumns];
        foreach (MeasuredPrimitive sample in samples)
        {
            PrimitiveColumns.Fill(sample.Operation, values);
            if (values[column] > 0)
                least = Math.Min(least, values[column]);
        }

        return double.IsPositiveInfinity(least) ? [] : [.. BendMultiples.Select(multiple => multiple * least)];
    }

    private static double[] FitWeights(OperationFamily family, MeasuredPrimitive[] samples, double[] bends, double floorJoules)
    {
        int columns = PrimitiveColumns.Of(family).Count + bends.Length;
        double[] matrix = new double[(samples.Length + 1) * columns];
        double[] targets = new double[samples.Length + 1];
        for (int row = 0; row < samples.Length; row++)
        {
            Span<double> values = matrix.AsSpan(row * columns, columns);
            PrimitiveFit.FillColumns(samples[row].Operation, bends, values);
            TensorPrimitives.Divide(values, samples[row].Joules, values);
            targets[row] = 1;
        }

        // One more row says that the constant is about the floor: where all samples are large, nothing else tells it.
        double weight = FloorWeight * Math.Sqrt(samples.Length);
        matrix[samples.Length * columns] = weight / floorJoules;
        targets[samples.Length] = weight;
        return NonNegativeLeastSquares.Solve(matrix, targets, columns);
    }

    private static (double[] Low, double[] High) Range(double[] points, int dimensions)
    {
        double[] low = points[..dimensions];
        double[] high = points[..dimensions];
        for (int start = dimensions; start < points.Length; start += dimensions)
        {
            ReadOnlySpan<double> point = points.AsSpan(start, dimensions);
            TensorPrimitives.Min(low, point, low);
            TensorPrimitives.Max(high, point, high);
        }

        return (low, high);
    }
}

/// <summary>A measured primitive, one of the distinct ones.</summary>
/// <param name="Type">Instance type in lower case.</param>
/// <param name="Operation">What it computes.</param>
/// <param name="Joules">Measured energy per forward pass.</param>
/// <param name="Seconds">Measured time per forward pass, or null.</param>
internal readonly record struct MeasuredPrimitive(string Type, Operation Operation, double Joules, double? Seconds);
