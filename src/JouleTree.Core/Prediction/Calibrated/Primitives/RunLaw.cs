using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Regression;
using JouleTree.Core.Trees;

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
    // Octaves of a run's own distance at which half of the workload's distance counts, and what counts of it for a run like those seen:
    // 3 %.
    private const double Unlike = 0.5;
    private const double Alike = 0.03 * Unlike;

    /// <summary>The energy in joules.</summary>
    public double Joules(double gpuJoules, double seconds) => (GpuFactor * gpuJoules) + (RestWatts * seconds);

    /// <summary>
    /// What runs of each kind of nodes cost in training; empty for a predictor stored before that was kept, which knows the GPU's power
    /// alone.
    /// </summary>
    public IReadOnlyDictionary<NodeKind, RunRange> Ranges { get; init; } = new Dictionary<NodeKind, RunRange>();

    /// <summary>How many octaves outside the training range a node counts as.</summary>
    /// <param name="node">A node that was run.</param>
    /// <param name="workload">Octaves by which its workload (width, batch size, length) lies outside.</param>
    /// <remarks>
    /// What was run is known better than its workload: of a model of width 16 (trained on 768), primitives and modules whose runs look
    /// like those trained on are missed by 0.7 and 0.6 %, the whole, which takes a quarter of the least time, by 13 %. So the workload's
    /// distance counts the more, the more unlike the run itself is, and little where it is alike.
    /// </remarks>
    public double OctavesOutside(WorkNode node, double workload)
    {
        double own = OfRun(node);
        return Math.Max(own, workload * (own + Alike) / (own + Unlike));
    }

    /// <summary>What of a node's run lies outside the training range; empty within it.</summary>
    public IEnumerable<string> Describe(WorkNode node) =>
        Ranges.TryGetValue(node.Node.Kind, out RunRange? range) ? range.Describe(QuantitiesOf(node), node.Node.Kind) : [];

    private static RunQuantities QuantitiesOf(WorkNode node) => new(node.GpuJoules, node.Seconds);

    private double OfRun(WorkNode node)
    {
        if (Ranges.TryGetValue(node.Node.Kind, out RunRange? range))
            return range.OctavesOutside(QuantitiesOf(node));
        double watts = QuantitiesOf(node).GpuWatts;
        return watts > 0 && LowWatts > 0 ? Math.Max(0, Math.Max(Math.Log2(LowWatts / watts), Math.Log2(watts / HighWatts))) : 0;
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
