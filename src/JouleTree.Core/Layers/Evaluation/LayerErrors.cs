namespace JouleTree.Core.Layers.Evaluation;

/// <summary>Errors of predictions against measured energies. Immutable.</summary>
/// <param name="Count">Number of measurements.</param>
/// <param name="MeanPercent">Mean of 100·|predicted − measured| / measured.</param>
/// <param name="MedianPercent">Median of the same.</param>
/// <param name="WorstPercent">Largest of the same.</param>
/// <param name="RootMeanSquarePercent">Root of the mean of its square, NeuralPower's RMSPE.</param>
/// <param name="RSquared">1 − Σ(y − ŷ)² / Σ(y − ȳ)²; null with fewer than two measurements.</param>
/// <param name="BiasPercent">Mean of 100·(predicted − measured) / measured.</param>
/// <param name="CoveragePercent">Share of measurements inside the 90 % interval, or null where there is none.</param>
internal sealed record LayerErrors(
    int Count, double MeanPercent, double MedianPercent, double WorstPercent, double RootMeanSquarePercent,
    double? RSquared, double BiasPercent, double? CoveragePercent)
{
    /// <summary>The errors of some predictions.</summary>
    /// <param name="measured">Measured joules <c>[n]</c>, above 0, n at least 1.</param>
    /// <param name="predicted">Predicted joules <c>[n]</c>.</param>
    /// <param name="inside">Whether the measurements that have an interval are inside it, or null where none has.</param>
    public static LayerErrors Of(IReadOnlyList<double> measured, IReadOnlyList<double> predicted, IReadOnlyList<bool>? inside = null)
    {
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentOutOfRangeException.ThrowIfZero(measured.Count, nameof(measured));
        double[] percent = [.. measured.Zip(predicted, (y, estimate) => 100 * (estimate - y) / y)];
        double[] sorted = [.. percent.Select(Math.Abs).Order()];
        double mean = measured.Average();
        double scatter = measured.Sum(y => (y - mean) * (y - mean));
        double residual = measured.Zip(predicted, (y, estimate) => (y - estimate) * (y - estimate)).Sum();
        int half = sorted.Length / 2;
        return new LayerErrors(
            measured.Count, sorted.Average(), sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2, sorted[^1],
            Math.Sqrt(sorted.Average(value => value * value)), scatter > 0 ? 1 - (residual / scatter) : null, percent.Average(),
            inside is null ? null : 100.0 * inside.Count(value => value) / inside.Count);
    }
}

/// <summary>Errors of a trivial predictor. Immutable.</summary>
/// <param name="Name">What it predicts with, such as <c>MACs × constant</c>.</param>
/// <param name="Errors">Its errors on the same measurements as the model's.</param>
internal sealed record BaselineErrors(string Name, LayerErrors Errors);

/// <summary>Errors of the measurements within one decade of size. Immutable.</summary>
/// <param name="FromJoules">Lower end of the decade in joules: 10 to a whole power.</param>
/// <param name="Errors">Errors of the measurements in [from, 10·from).</param>
internal sealed record DecadeErrors(double FromJoules, LayerErrors Errors);
