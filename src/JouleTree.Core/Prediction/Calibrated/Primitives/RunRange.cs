using System.Globalization;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>What the runs of one kind of nodes cost in training: the range within which a run looks familiar.</summary>
/// <param name="Low">Least value of each quantity; 0 where the data do not have it.</param>
/// <param name="High">Greatest value of each quantity.</param>
internal sealed record RunRange(RunQuantities Low, RunQuantities High)
{
    // Two runs of one workload differ by as much, so that a value this far beyond the last one seen is no stranger.
    private const double Slack = 0.1;

    /// <summary>The ranges of all kinds among some nodes that were run.</summary>
    public static IReadOnlyDictionary<NodeKind, RunRange> Of(IEnumerable<WorkNode> runs) => runs
        .GroupBy(node => node.Node.Kind)
        .ToDictionary(kind => kind.Key, kind => Of([.. kind.Select(node => new RunQuantities(node.GpuJoules, node.Seconds))]));

    /// <summary>Octaves by which the farthest quantity of a run lies outside; 0 within the range.</summary>
    public double OctavesOutside(in RunQuantities run) => Math.Max(
        Octaves(run.GpuJoules, Low.GpuJoules, High.GpuJoules),
        Math.Max(Octaves(run.Seconds, Low.Seconds, High.Seconds), Octaves(run.GpuWatts, Low.GpuWatts, High.GpuWatts)));

    /// <summary>What lies outside, as <c>GPU power 42 W, models trained on 159 to 202</c>; empty within the range.</summary>
    /// <param name="run">A run.</param>
    /// <param name="kind">Kind of its node.</param>
    public IEnumerable<string> Describe(RunQuantities run, NodeKind kind)
    {
        (string Name, string Unit, double Value, double Low, double High)[] quantities =
        [
            ("GPU energy", "J", run.GpuJoules, Low.GpuJoules, High.GpuJoules),
            ("time", "s", run.Seconds, Low.Seconds, High.Seconds),
            ("GPU power", "W", run.GpuWatts, Low.GpuWatts, High.GpuWatts),
        ];
        return quantities.Where(one => Octaves(one.Value, one.Low, one.High) > 0).Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Name} {one.Value:g3} {one.Unit}, {NameOf(kind)} trained on {one.Low:g3} to {one.High:g3}"));
    }

    private static double Octaves(double value, double low, double high) =>
        value > 0 && low > 0 ? Math.Max(0, Math.Max(Math.Log2(low / value), Math.Log2(value / high)) - Slack) : 0;

    private static RunRange Of(RunQuantities[] runs) => new(
        new RunQuantities(runs.Min(run => run.GpuJoules), runs.Min(run => run.Seconds), runs.Min(run => run.GpuWatts)),
        new RunQuantities(runs.Max(run => run.GpuJoules), runs.Max(run => run.Seconds), runs.Max(run => run.GpuWatts)));

    private static string NameOf(NodeKind kind) => kind switch
    {
        NodeKind.Primitive => "primitives",
        NodeKind.Module => "modules",
        _ => "models",
    };
}

/// <summary>What a run of a node showed.</summary>
/// <param name="GpuJoules">Joules of the GPU's meter; 0 without.</param>
/// <param name="Seconds">Seconds.</param>
/// <param name="GpuWatts">Mean power by the GPU's meter; 0 without.</param>
internal readonly record struct RunQuantities(double GpuJoules, double Seconds, double GpuWatts)
{
    /// <summary>A run.</summary>
    /// <param name="gpuJoules">Joules of the GPU's meter; 0 without.</param>
    /// <param name="seconds">Seconds.</param>
    public RunQuantities(double gpuJoules, double seconds) : this(gpuJoules, seconds, seconds > 0 ? gpuJoules / seconds : 0)
    {
    }
}
