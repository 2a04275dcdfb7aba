using JouleTree.Core.Trees;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Protocol;

namespace JouleTree.Measurement.Profiling;

/// <summary>Splits the cost of a whole by the times that the engine's trace gives its operators.</summary>
/// <remarks>
/// An operator's energy is the whole's energy times its share of the traced run time: power is taken to be the same for
/// all operators. What the trace does not show within a run (between operators) stays with the whole. Nodes that
/// rewriting has fused have other names; they belong to no single module and are reported, not guessed.
/// </remarks>
public static class TraceAttribution
{
    /// <summary>Splits.</summary>
    /// <param name="model">The model.</param>
    /// <param name="trace">Traced runs.</param>
    /// <param name="measured">The measured whole, its first task.</param>
    /// <param name="level">Level of the intervals.</param>
    /// <returns>Measurements by the id of the node in the full view.</returns>
    public static Dictionary<string, NodeMeasurement> Split(ProfiledModel model, KernelTrace trace, MeasurementResult measured, double level)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(measured);
        Dictionary<string, NodeMeasurement> nodes = new(StringComparer.Ordinal);
        if (measured.Tasks.Count == 0)
            return nodes;
        TaskResult whole = measured.Tasks[0];
        HashSet<string> known = [.. model.Onnx.Nodes.Select(node => node.Name)];
        Dictionary<string, double>[] runs = [.. trace.Runs.Select(run => ByNode(run))];
        double traced = Estimate.Of(trace.RunSeconds, level).Median;
        TreeNode root = model.View.Tree.Root;
        foreach (TreeNode node in root.SelfAndDescendants().Skip(1))
        {
            string[] names = [.. ProfilePlan.OnnxNodesOf(model, node)];
            string[] seen = [.. names.Where(name => runs.Any(run => run.ContainsKey(name)))];
            if (seen.Length == 0)
                continue;
            Estimate seconds = Estimate.Of(runs.Select(run => seen.Sum(name => run.GetValueOrDefault(name))), level);
            nodes.Add(node.Id, new NodeMeasurement
            {
                Seconds = seconds,
                Joules = whole.Joules is { } joules ? Share(joules, seconds, traced) : null,
                EnergyTrouble = whole.EnergyTrouble,
                CpuPercent = whole.CpuPercent,
                MemoryPercent = whole.MemoryPercent,
                Gpu = whole.Gpu,
                Notes = Remarks(node, names.Length - seen.Length, seconds),
            });
        }

        string[] fused = [.. trace.Runs.SelectMany(run => run).Where(kernel => !known.Contains(kernel.Node)).Select(kernel => kernel.Operator).Distinct()];
        nodes.Add(root.Id, new NodeMeasurement
        {
            Seconds = whole.Seconds,
            Joules = whole.Joules,
            EnergyTrouble = whole.EnergyTrouble,
            CpuPercent = whole.CpuPercent,
            MemoryPercent = whole.MemoryPercent,
            Gpu = whole.Gpu,
            Notes = fused.Length == 0 ? [] : [$"fused by the engine, shared between modules: {string.Join(", ", fused)}"],
        });
        return nodes;
    }

    private static Dictionary<string, double> ByNode(IReadOnlyList<KernelEvent> run)
    {
        Dictionary<string, double> seconds = new(StringComparer.Ordinal);
        foreach (KernelEvent kernel in run)
            seconds[kernel.Node] = seconds.GetValueOrDefault(kernel.Node) + kernel.Seconds;
        return seconds;
    }

    private static Estimate Share(Estimate joules, Estimate seconds, double traced) => joules with
    {
        Median = joules.Median * seconds.Median / traced,
        Low = joules.Low * seconds.Low / traced,
        High = joules.High * seconds.High / traced,
    };

    private static List<string> Remarks(TreeNode node, int missing, Estimate seconds)
    {
        List<string> notes = ["split from the whole by the engine's trace"];
        if (missing > 0)
            notes.Add($"{missing} of its operators were fused or removed by the engine and are not in these figures");
        if (node.Kind == NodeKind.Primitive && seconds.Median < KernelTrace.CredibleSeconds)
            notes.Add("below 20 µs: mostly the cost of tracing");
        return notes;
    }
}
