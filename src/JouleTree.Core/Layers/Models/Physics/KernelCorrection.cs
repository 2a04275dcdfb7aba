using JouleTree.Core.Regression;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// exp of a Gaussian kernel ridge of the logarithm of measured over physical energy; far from all measurements exp of
/// their mean. Immutable.
/// </summary>
/// <param name="Mean">Mean of the logarithm.</param>
/// <param name="Ridge">Kernel ridge of the rest.</param>
internal sealed record KernelCorrection(double Mean, KernelRidge Ridge) : ICorrection
{
    /// <inheritdoc/>
    public double Factor(ReadOnlySpan<double> point) => Math.Exp(Mean + Ridge.Predict(point));

    /// <summary>Fits a correction.</summary>
    /// <param name="points">Coordinates <c>[n, d]</c>, row-major.</param>
    /// <param name="logRatios">Logarithm of measured over physical energy, <c>[n]</c>.</param>
    /// <param name="dimensions">d.</param>
    /// <param name="lengthScale">Length scale of the kernel.</param>
    /// <param name="ridge">Ridge λ.</param>
    public static KernelCorrection Fit(double[] points, double[] logRatios, int dimensions, double lengthScale, double ridge)
    {
        ArgumentNullException.ThrowIfNull(logRatios);
        double mean = logRatios.Average();
        return new KernelCorrection(
            mean, KernelRidge.Fit(points, [.. logRatios.Select(value => value - mean)], dimensions, lengthScale, ridge));
    }
}
