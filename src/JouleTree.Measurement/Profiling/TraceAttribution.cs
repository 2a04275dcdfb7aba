using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Protocol;

namespace JouleTree.Measurement.Profiling;

/// <summary>Splits the cost of a whole by the times that the engine's trace gives its operators.</summary>
/// <remarks>
/// An operator's energy is the whole's energy times its share of the traced run time: power is taken to be the same for
/// all operators. What the trace does not show within a run (between operators) stays with the whole. An operator that was fused
/// across modules counts where <see cref="FusedPlaces"/> puts it and is told there.
/// </remarks>
/// <param name="places">Where the engine's operators belong.</param>
/// <param name="trace">Traced runs.</param>
/// <param name="whole">The whole as it was measured without tracing.</param>
/// <param name="level">Level of the intervals.</param>
public sealed class TraceAttribution(FusedPlaces places, KernelTrace trace, TaskResult whole, double level)
{
    private readonly double _traced = Estimate.Of(trace.RunSeconds, level).Median;

    /// <summary>Splits.</summary>
    /// <param name="root">Root of the model's full view.</param>
    /// <returns>Measurements by the id of the node; nodes without an operator of their own are absent.</returns>
    public Dictionary<string, NodeMeasurement> Split(TreeNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Dictionary<string, double[]> seconds = new(StringComparer.Ordinal);
        Dictionary<string, List<KernelEvent>> shared = new(StringComparer.Ordinal);
        for (int run = 0; run < trace.Runs.Count; run++)
        {
            foreach (KernelEvent kernel in trace.Runs[run])
            {
                IReadOnlyList<TreeNode> path = places.PathOf(kernel.Node);
                foreach (TreeNode node in path)
                    Of(seconds, node.Id, () => new double[trace.Runs.Count])[run] += kernel.Seconds;
                if (path[^1].Children.Count > 0)
                    Of(shared, path[^1].Id, () => []).Add(kernel);
            }
        }

        Dictionary<string, NodeMeasurement> nodes = new(StringComparer.Ordinal);
        foreach (TreeNode node in root.SelfAndDescendants().Where(node => seconds.ContainsKey(node.Id)))
        {
            Estimate time = Estimate.Of(seconds[node.Id], level);
            FusedDetails[] fused = [.. Told(shared.GetValueOrDefault(node.Id, []))];
            nodes.Add(node.Id, ReferenceEquals(node, root)
                ? Measurement(whole.Seconds, whole.Joules, fused, [])
                : Measurement(time, whole.Joules is { } joules ? Share(joules, time) : null, fused, Remarks(node, time)));
        }

        return nodes;
    }

    private static T Of<T>(Dictionary<string, T> all, string id, Func<T> make)
    {
        if (!all.TryGetValue(id, out T? known))
            all.Add(id, known = make());
        return known;
    }

    private IEnumerable<FusedDetails> Told(List<KernelEvent> kernels) => kernels
        .GroupBy(kernel => (kernel.Operator, Scopes: string.Join('\n', places.LeavesOf(kernel.Node).Select(leaf => leaf.Scope.Path))))
        .Select(group => (group.Key, Count: group.Count() / trace.Runs.Count, Seconds: group.Sum(kernel => kernel.Seconds) / trace.Runs.Count))
        .OrderByDescending(group => group.Seconds)
        .Select(group => new FusedDetails
        {
            Operator = group.Key.Operator,
            Count = group.Count,
            Scopes = group.Key.Scopes.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Seconds = group.Seconds,
            Joules = whole.Joules?.Median * group.Seconds / _traced,
        });

    private NodeMeasurement Measurement(Estimate seconds, Estimate? joules, FusedDetails[] fused, IReadOnlyList<string> notes) => new()
    {
        Seconds = seconds,
        Joules = joules,
        EnergyTrouble = whole.EnergyTrouble,
        CpuPercent = whole.CpuPercent,
        MemoryPercent = whole.MemoryPercent,
        Gpu = whole.Gpu,
        Fused = fused,
        Notes = notes,
    };

    private Estimate Share(Estimate joules, Estimate seconds) => joules with
    {
        Median = joules.Median * seconds.Median / _traced,
        Low = joules.Low * seconds.Low / _traced,
        High = joules.High * seconds.High / _traced,
    };

    private static List<string> Remarks(TreeNode node, Estimate seconds)
    {
        List<string> notes = ["split from the whole by the engine's trace"];
        if (node.Kind == NodeKind.Primitive && seconds.Median < KernelTrace.CredibleSeconds)
            notes.Add("below 20 µs: mostly the cost of tracing");
        return notes;
    }
}
