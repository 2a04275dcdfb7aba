using JouleTree.Measurement.Engine;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling.Attributing;

/// <summary>Runs of the whole model with the engine's trace, with runs without it between them.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="PlainSeconds">Seconds of each run without a trace.</param>
/// <param name="Fusions">What the engine's nodes stand for where it rewrote the graph; null where it runs the model's own.</param>
internal sealed record TracedRuns(
    KernelTrace Trace, IReadOnlyList<double> PlainSeconds, IReadOnlyDictionary<string, IReadOnlyList<string>>? Fusions)
{
    /// <summary>
    /// What tracing adds to the time of each operator, in seconds: by how much the traced times together exceed a run without a trace,
    /// over the number of operators; at least 0.
    /// </summary>
    public double OverheadSeconds
    {
        get
        {
            double[] sums = [.. Trace.Runs.Where(run => run.Count > 0).Select(run => run.Sum(kernel => kernel.Seconds))];
            return sums.Length == 0 || PlainSeconds.Count == 0
                ? 0
                : Math.Max(0, (MedianEstimate.Of(sums).Median - MedianEstimate.Of(PlainSeconds).Median)
                    / Trace.Runs.Average(run => run.Count));
        }
    }
}
