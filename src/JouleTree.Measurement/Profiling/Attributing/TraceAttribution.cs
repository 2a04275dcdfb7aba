using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Engine;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling.Attributing;

/// <summary>Splits the cost of a whole by the times that the engine's trace gives its operators.</summary>
/// <remarks>
/// An operator's energy is the whole's energy times its share of the traced run time: power is taken to be the same for
/// all operators. The engine's time of an operator contains what tracing it costs: with runs that are not traced between those that
/// are, this is (sum of the operators' times − time of a run without tracing) / number of operators, and is subtracted from each, down to
/// the
/// trace's resolution of 1 µs. What is left is scaled to the time of the whole as it was measured. An operator that was
/// fused across modules counts where <see cref="FusedPlaces"/> puts it and is told there.
/// </remarks>
internal sealed class TraceAttribution
{
    private const double Resolution = 1e-6;

    private readonly FusedPlaces _places;
    private readonly KernelTrace _trace;
    private readonly TaskResult _whole;
    private readonly double _level;
    private readonly double _scale;

    /// <param name="places">Where the engine's operators belong.</param>
    /// <param name="traced">Traced runs, and runs without tracing between them.</param>
    /// <param name="whole">The whole as it was measured without tracing.</param>
    /// <param name="level">Level of the intervals.</param>
    public TraceAttribution(FusedPlaces places, TracedRuns traced, TaskResult whole, double level)
    {
        ArgumentNullException.ThrowIfNull(traced);
        ArgumentNullException.ThrowIfNull(whole);
        (_places, _trace, _whole, _level) = (places, traced.Trace, whole, level);
        OverheadSeconds = traced.OverheadSeconds;
        double[] sums = [.. _trace.Runs.Select(run => run.Sum(Corrected)).Where(sum => sum > 0)];
        _scale = sums.Length > 0 ? whole.Seconds.Median / MedianEstimate.Of(sums).Median : 1;
    }

    /// <summary>What tracing adds to the time of each operator, in seconds.</summary>
    public double OverheadSeconds { get; }

    /// <summary>Splits.</summary>
    /// <param name="root">Root of the model's full view.</param>
    /// <returns>Measurements by the id of the node; nodes without an operator of their own are absent.</returns>
    public Dictionary<string, NodeMeasurement> Split(TreeNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Dictionary<string, double[]> seconds = new(StringComparer.Ordinal);
        Dictionary<string, List<(int Run, KernelEvent Kernel)>> shared = new(StringComparer.Ordinal);
        for (int run = 0; run < _trace.Runs.Count; run++)
        {
            foreach (KernelEvent kernel in _trace.Runs[run])
            {
                IReadOnlyList<TreeNode> path = _places.PathOf(kernel.Node);
                foreach (TreeNode node in path)
                    Of(seconds, node.Id, () => new double[_trace.Runs.Count])[run] += _scale * Corrected(kernel);
                if (path[^1].Children.Count > 0)
                    Of(shared, path[^1].Id, () => []).Add((run, kernel));
            }
        }

        Dictionary<string, NodeMeasurement> nodes = new(StringComparer.Ordinal);
        foreach (TreeNode node in root.SelfAndDescendants().Where(node => seconds.ContainsKey(node.Id)))
        {
            MedianEstimate time = MedianEstimate.Of(seconds[node.Id], _level);
            FusedDetails[] fused = [.. Told(shared.GetValueOrDefault(node.Id, []))];
            nodes.Add(node.Id, ReferenceEquals(node, root)
                ? Measurement(_whole.Seconds, _whole.Joules, fused, [])
                : Measurement(time, _whole.Joules is { } joules ? Share(joules, time) : null, fused, Remarks(node, time)));
        }

        return nodes;
    }

    private double Corrected(KernelEvent kernel) => Math.Max(kernel.Seconds - OverheadSeconds, Resolution);

    private static T Of<T>(Dictionary<string, T> all, string id, Func<T> make)
    {
        if (!all.TryGetValue(id, out T? known))
            all.Add(id, known = make());
        return known;
    }

    // A run without any of them counts as 0 in the median, as it took nothing.
    private double MedianOfRuns(IEnumerable<(int Run, KernelEvent Kernel)> kernels)
    {
        double[] seconds = new double[_trace.Runs.Count];
        foreach ((int run, KernelEvent kernel) in kernels)
            seconds[run] += _scale * Corrected(kernel);
        return MedianEstimate.Of(seconds).Median;
    }

    private IEnumerable<FusedDetails> Told(List<(int Run, KernelEvent Kernel)> kernels) => kernels
        .GroupBy(item => (item.Kernel.Operator, Scopes: string.Join('\n',
            _places.LeavesOf(item.Kernel.Node).Select(leaf => leaf.Scope.Path))))
        .Select(group => (group.Key, Count: group.Count() / _trace.Runs.Count, Seconds: MedianOfRuns(group)))
        .OrderByDescending(group => group.Seconds)
        .Select(group => new FusedDetails
        {
            Operator = group.Key.Operator,
            Count = group.Count,
            Scopes = group.Key.Scopes.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Seconds = group.Seconds,
            Joules = _whole.Joules?.Median * group.Seconds / _whole.Seconds.Median,
        });

    private NodeMeasurement Measurement(MedianEstimate seconds, MedianEstimate? joules, FusedDetails[] fused,
        IReadOnlyList<string> notes) => new()
        {
            Seconds = seconds,
            Joules = joules,
            GpuJoules = _whole.GpuJoules * seconds.Median / _whole.Seconds.Median,
            EnergyTrouble = _whole.EnergyTrouble,
            CpuPercent = _whole.CpuPercent,
            MemoryPercent = _whole.MemoryPercent,
            Gpu = _whole.Gpu,
            Fused = fused,
            Notes = notes,
        };

    private MedianEstimate Share(MedianEstimate joules, MedianEstimate seconds) => joules with
    {
        Median = joules.Median * seconds.Median / _whole.Seconds.Median,
        Low = joules.Low * seconds.Low / _whole.Seconds.Median,
        High = joules.High * seconds.High / _whole.Seconds.Median,
    };

    private static List<string> Remarks(TreeNode node, MedianEstimate seconds)
    {
        List<string> notes = ["split from the whole by the engine's trace"];
        if (node.Kind == NodeKind.Primitive && seconds.Median < KernelTrace.CredibleSeconds)
            notes.Add("below 20 µs: as uncertain as the cost of tracing, which was subtracted");
        return notes;
    }
}
