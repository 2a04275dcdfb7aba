using JouleTree.Core.Regression;

namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>
/// The energy of a node that was run: E = a·(GPU energy) + b·(time), a the overhead of the power supply and of what the GPU's
/// meter does not see, b the power of the rest of the machine.
/// </summary>
/// <param name="GpuFactor">a, without unit; 0 where the data have no GPU energy.</param>
/// <param name="RestWatts">b in watts.</param>
/// <param name="Noise">Standard deviation of the log ratios of measured and explained energies.</param>
/// <param name="LowWatts">Least GPU power seen (joules of the GPU's meter per second), 0 without.</param>
/// <param name="HighWatts">Greatest GPU power seen.</param>
internal sealed record RunLaw(double GpuFactor, double RestWatts, double Noise, double LowWatts, double HighWatts)
{
    /// <summary>The energy in joules.</summary>
    public double Joules(double gpuJoules, double seconds) => (GpuFactor * gpuJoules) + (RestWatts * seconds);

    /// <summary>How many octaves the GPU's power lies outside the training range; 0 within it and without a GPU meter.</summary>
    public double OctavesOutside(double gpuJoules, double seconds)
    {
        if (!(LowWatts > 0) || !(gpuJoules > 0) || !(seconds > 0))
            return 0;
        double watts = gpuJoules / seconds;
        return Math.Max(0, Math.Max(Math.Log2(LowWatts / watts), Math.Log2(watts / HighWatts)));
    }

    /// <summary>Fits the law by relative least squares.</summary>
    /// <param name="samples">GPU joules, seconds and measured joules of distinct measurements.</param>
    public static RunLaw Fit(IReadOnlyList<(double GpuJoules, double Seconds, double Joules)> samples)
    {
        double[] matrix = new double[samples.Count * 2];
        double[] targets = new double[samples.Count];
        double low = double.PositiveInfinity;
        double high = 0;
        for (int row = 0; row < samples.Count; row++)
        {
            (matrix[2 * row], matrix[(2 * row) + 1], targets[row]) = samples[row];
            double watts = samples[row].Seconds > 0 ? samples[row].GpuJoules / samples[row].Seconds : 0;
            low = Math.Min(low, watts);
            high = Math.Max(high, watts);
        }

        double[] weights = NonNegativeLeastSquares.SolveRelative(matrix, targets, 2);
        RunLaw law = new(weights[0], weights[1], 0, double.IsPositiveInfinity(low) ? 0 : low, high);
        double squares = samples.Sum(sample => Math.Pow(Math.Log(sample.Joules / law.Joules(sample.GpuJoules, sample.Seconds)), 2));
        return law with { Noise = Math.Sqrt(squares / Math.Max(1, samples.Count)) };
    }
}
