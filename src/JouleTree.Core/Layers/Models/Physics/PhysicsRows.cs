using System.Numerics.Tensors;
using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Numerics;
using JouleTree.Core.Regression;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>Measurements of one layer type with their terms, as fitting wants them.</summary>
internal sealed class PhysicsRows
{
    private readonly double[] _joules;
    private readonly double[][] _terms;

    public PhysicsRows(IReadOnlyList<LayerMeasurement> rows)
    {
        Layers = [.. rows.Select(row => row.Configuration!)];
        _joules = [.. rows.Select(row => row.EnergyJoules > 0
            ? row.EnergyJoules
            : throw new InputException(row.Place, "has no energy above 0, and percentage errors divide by it"))];
        _terms = [.. Layers.Select(PhysicsTerms.Of)];
    }

    private PhysicsRows(PhysicsRows all, int[] rows)
    {
        Layers = [.. rows.Select(row => all.Layers[row])];
        _joules = [.. rows.Select(row => all._joules[row])];
        _terms = [.. rows.Select(row => all._terms[row])];
    }

    public LayerConfiguration[] Layers { get; }

    public ReadOnlySpan<double> Joules => _joules;

    public LayerType Type => Layers[0].Type;

    /// <summary>Kernels that the layers run on.</summary>
    public PhysicsKernel Kernels => Layers.Aggregate(PhysicsKernel.None, (kernels, layer) => kernels | PhysicsTerms.KernelOf(layer));

    public PhysicsRows Only(int[] rows) => new(this, rows);

    /// <summary>Coefficients of the terms.</summary>
    public double[] Coefficients() =>
        NonNegativeLeastSquares.SolveRelative([.. _terms.SelectMany(row => row)], _joules, PhysicsTerms.Names(Type).Count);

    /// <summary>Logarithm of measured energy over the sum of the terms; infinite where that is 0.</summary>
    public double[] LogRatios(double[] coefficients) =>
        [.. _joules.Zip(_terms, (joules, terms) => Math.Log(joules / Vectors.Dot(terms, coefficients)))];

    public double[] Points(CorrectionSpace space) => [.. Layers.SelectMany(layer => space.Locate(layer, out _))];

    /// <summary>The correction of what the terms leave over; null for none.</summary>
    public ICorrection? Correct(double[] coefficients, CorrectionSpace space, PhysicsCandidate candidate)
    {
        if (candidate.Kind == CorrectionKind.None)
            return null;
        double[] points = Points(space);
        double[] ratios = LogRatios(coefficients);
        return candidate.Kind == CorrectionKind.Kernel
            ? KernelCorrection.Fit(points, ratios, space.Dimensions, candidate.LengthScale, candidate.Ridge)
            : Correct(points, ratios, space.Dimensions, candidate);
    }

    private static ICorrection Correct(double[] points, double[] logRatios, int dimensions, PhysicsCandidate candidate)
    {
        double[] ratios = new double[logRatios.Length];
        TensorPrimitives.Exp(logRatios, ratios);
        double[] sizes = Column(points, dimensions, 0);
        ICorrection bySize = candidate.Kind == CorrectionKind.Steps
            ? StepCorrection.Fit(sizes, ratios, candidate.Steps)
            : new MedianCorrection(sizes, ratios, candidate.LengthScale);
        if (candidate.ItemScale is not { } itemScale)
            return bySize;
        double[] left = [.. ratios.Select((ratio, row) => ratio / bySize.Factor(sizes.AsSpan(row, 1)))];
        return new ProductCorrection(bySize, new MedianCorrection(Column(points, dimensions, 1), left, itemScale));
    }

    private static double[] Column(double[] points, int dimensions, int column) =>
        [.. Enumerable.Range(0, points.Length / dimensions).Select(row => points[(row * dimensions) + column])];
}
