using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;
using JouleTree.Core.Regression.Decompositions;

namespace JouleTree.Core.Regression;

/// <summary>
/// Ridge regression in the space of a Gaussian kernel: f(x) = Σ aᵢ·exp(−‖x − xᵢ‖² / 2ℓ²), with a = (K + λ·I)⁻¹·y. Far
/// from all points f goes to 0. Immutable and safe to share between threads.
/// </summary>
/// <remarks>Saunders, Gammerman and Vovk, Ridge Regression Learning Algorithm in Dual Variables (ICML 1998).</remarks>
internal sealed class KernelRidge
{
    // So many kernels lie on the stack.
    private const int Small = 256;

    private readonly double[] _points;

    // The same, [d, n].
    private readonly double[] _coordinates;
    private readonly double[] _weights;

    private KernelRidge(double[] points, double[] weights, int dimensions, double lengthScale)
    {
        _points = points;
        _coordinates = KernelFactor.Transposed(points, dimensions);
        _weights = weights;
        Dimensions = dimensions;
        LengthScale = lengthScale;
    }

    /// <summary>Number of coordinates of a point.</summary>
    public int Dimensions { get; }

    /// <summary>Length scale ℓ of the kernel, in the unit of the coordinates.</summary>
    public double LengthScale { get; }

    /// <summary>Support points <c>[n, d]</c>, row-major.</summary>
    public ReadOnlySpan<double> Points => _points;

    /// <summary>Weights of the support points <c>[n]</c>.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Fits the weights.</summary>
    /// <param name="points">Points <c>[n, d]</c>, row-major, finite. Equal points are allowed while the ridge is positive.</param>
    /// <param name="targets">y <c>[n]</c>, finite, centred by the caller if need be.</param>
    /// <param name="dimensions">d, at least 1.</param>
    /// <param name="lengthScale">ℓ, greater than 0.</param>
    /// <param name="ridge">λ, at least 0; added to the diagonal of the kernel matrix, whose own diagonal is 1.</param>
    /// <exception cref="ArgumentException">
    /// The lengths do not fit, a value is not finite, or the kernel matrix is singular (equal points without a ridge).
    /// </exception>
    public static KernelRidge Fit(
        ReadOnlySpan<double> points, ReadOnlySpan<double> targets, int dimensions, double lengthScale, double ridge) =>
        Fit(points, targets, dimensions, lengthScale, ridge, out _, countDegrees: false);

    /// <summary>Fits the weights, and says how flexible the fit is.</summary>
    /// <inheritdoc cref="Fit(ReadOnlySpan{double}, ReadOnlySpan{double}, int, double, double)" path="/exception"/>
    /// <param name="points">Points <c>[n, d]</c>.</param>
    /// <param name="targets">y <c>[n]</c>.</param>
    /// <param name="dimensions">d.</param>
    /// <param name="lengthScale">ℓ.</param>
    /// <param name="ridge">λ.</param>
    /// <param name="degreesOfFreedom">How many targets' worth the fit bends to: the trace of K·(K + λ·I)⁻¹, between 0 and n.</param>
    public static KernelRidge Fit(
        ReadOnlySpan<double> points, ReadOnlySpan<double> targets, int dimensions, double lengthScale, double ridge,
            out double degreesOfFreedom) =>
        Fit(points, targets, dimensions, lengthScale, ridge, out degreesOfFreedom, countDegrees: true);

    /// <summary>A regression from stored points and weights.</summary>
    /// <param name="points">Points <c>[n, d]</c>, row-major.</param>
    /// <param name="weights">Weights <c>[n]</c>.</param>
    /// <param name="dimensions">d, at least 1.</param>
    /// <param name="lengthScale">ℓ, greater than 0.</param>
    /// <exception cref="ArgumentException">The lengths do not fit or a value is not finite.</exception>
    public static KernelRidge FromWeights(
        ReadOnlySpan<double> points, ReadOnlySpan<double> weights, int dimensions, double lengthScale)
    {
        CheckPoints(points, dimensions, lengthScale);
        return new KernelRidge(points.ToArray(), CheckedTargets(weights, points.Length / dimensions), dimensions, lengthScale);
    }

    /// <summary>
    /// What the fit predicts for each point when that point alone is left out, exact and without refitting:
    /// yᵢ − aᵢ / (K + λ·I)⁻¹ᵢᵢ.
    /// </summary>
    /// <inheritdoc cref="Fit(ReadOnlySpan{double}, ReadOnlySpan{double}, int, double, double)" path="/param"/>
    /// <inheritdoc cref="Fit(ReadOnlySpan{double}, ReadOnlySpan{double}, int, double, double)" path="/exception"/>
    /// <returns>Predictions <c>[n]</c>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] LeaveOneOut(
        ReadOnlySpan<double> points, ReadOnlySpan<double> targets, int dimensions, double lengthScale, double ridge)
    {
        using KernelFactor factor = new(points, dimensions, lengthScale, ridge);
        double[] weights = CheckedTargets(targets, points.Length / dimensions);
        Cholesky.Solve(factor.Values, weights);
        double[] predictions = new double[weights.Length];
        double[] unit = new double[weights.Length];
        for (int index = 0; index < predictions.Length; index++)
        {
            Array.Clear(unit);
            unit[index] = 1;
            Cholesky.Solve(factor.Values, unit);
            predictions[index] = targets[index] - (weights[index] / unit[index]);
        }

        return predictions;
    }

    /// <summary>The value at a point.</summary>
    /// <param name="point">Coordinates <c>[d]</c>.</param>
    /// <returns>f(x); 0 for a fit without points, NaN where a coordinate is NaN.</returns>
    /// <exception cref="ArgumentException">The point has another number of coordinates.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Predict(ReadOnlySpan<double> point) => Predict(point, out _);

    /// <inheritdoc cref="Predict(ReadOnlySpan{double})"/>
    /// <param name="point">Coordinates <c>[d]</c>.</param>
    /// <param name="nearest">Kernel of the nearest support point: 1 on a support point, towards 0 far from all.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Predict(ReadOnlySpan<double> point, out double nearest)
    {
        if (point.Length != Dimensions)
            throw new ArgumentException($"point has {point.Length} coordinates, expected {Dimensions}", nameof(point));
        int count = _weights.Length;
        Span<double> kernels = count <= Small ? stackalloc double[Small] : new double[count];
        kernels = kernels[..count];
        for (int dimension = 0; dimension < point.Length; dimension++)
            Vectors.AddSquaredDifferences(_coordinates.AsSpan(dimension * count, count), point[dimension], kernels);
        Vectors.Multiply(kernels, -0.5 / (LengthScale * LengthScale), kernels);
        Vectors.Exp(kernels);
        nearest = 0;
        foreach (double kernel in kernels)
            nearest = Math.Max(nearest, kernel);
        return Vectors.Dot(_weights, kernels);
    }

    private static KernelRidge Fit(
        ReadOnlySpan<double> points, ReadOnlySpan<double> targets, int dimensions, double lengthScale, double ridge,
            out double degreesOfFreedom, bool countDegrees)
    {
        using KernelFactor factor = new(points, dimensions, lengthScale, ridge);
        double[] weights = CheckedTargets(targets, points.Length / dimensions);
        Cholesky.Solve(factor.Values, weights);
        degreesOfFreedom = countDegrees
            ? weights.Length - (ridge * Cholesky.TraceOfInverse(factor.Values, weights.Length))
            : double.NaN;
        return new KernelRidge(points.ToArray(), weights, dimensions, lengthScale);
    }

    internal static void CheckPoints(ReadOnlySpan<double> points, int dimensions, double lengthScale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthScale);
        if (points.Length % dimensions != 0)
            throw new ArgumentException($"{points.Length} values are not rows of {dimensions}", nameof(points));
        if (!AreFinite(points))
            throw new ArgumentException("every coordinate must be a finite number", nameof(points));
    }

    private static double[] CheckedTargets(ReadOnlySpan<double> targets, int count)
    {
        if (targets.Length != count)
            throw new ArgumentException($"{targets.Length} targets for {count} points", nameof(targets));
        if (!AreFinite(targets))
            throw new ArgumentException("every value must be a finite number", nameof(targets));
        return targets.ToArray();
    }

    // Profiles are checked whenever one is read: what a library offers for it takes longer to compile than to run.
    private static bool AreFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
                return false;
        }

        return true;
    }
}
