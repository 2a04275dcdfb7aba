using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;

namespace JouleTree.Measurement.Profiling.Attributing;

/// <summary>Writes measurements into a tree.</summary>
/// <param name="meter">The meter behind them.</param>
/// <param name="idleWatts">Power of the idle machine, or null where unknown.</param>
/// <param name="level">Level of the intervals that was asked for.</param>
/// <param name="vanished">Nodes of the full view that no engine ever runs.</param>
/// <param name="failures">Why nodes of the full view could not be run alone, by id.</param>
/// <param name="drift">How far another run may be from this one, or null where that was not judged.</param>
internal sealed class TreeFiller(
    MeterDescription meter, double? idleWatts, double level,
        IReadOnlyList<TreeNode> vanished, IReadOnlyDictionary<string, string> failures, DriftEstimate? drift)
{
    private readonly HashSet<string> _vanished = [.. vanished.Select(node => node.Scope.Path)];

    public ModelTree Fill(ModelTree tree, IReadOnlyDictionary<string, NodeMeasurement> measurements)
    {
        NodeShares? shares = drift is null ? null : new NodeShares(tree.Root, measurements, drift.Rates);
        return tree with { Root = tree.Root.Rebuild(node => Fill(node, measurements.GetValueOrDefault(node.Id), shares?.Of(node.Id))) };
    }

    private TreeNode Fill(TreeNode node, NodeMeasurement? measured, DriftShares? shares)
    {
        NodeDetails details = node.Details ?? new NodeDetails();
        if (measured is null)
        {
            string? reason = IsVanished(node) ? "nothing to run: the engine never sees it" : failures.GetValueOrDefault(node.Id);
            return reason is null ? node : node with { Details = details with { Notes = [.. details.Notes ?? [], reason] } };
        }

        (double? unattributed, string? remark) = Unattributed(node, measured);
        MedianEstimate? wideSeconds = Widened(measured.Seconds, shares is { } ofTime ? drift!.Seconds(ofTime) : null);
        MedianEstimate? wideJoules = measured.Joules is { } joules
            ? Widened(joules, shares is { } ofEnergy ? drift!.Joules(ofEnergy) : null)
            : null;
        string? unsteady = wideSeconds is null || (wideJoules is null && measured.Joules is not null)
            ? "no interval for another run: earlier readings of this machine differ by as much as the value"
            : null;
        string?[] notes = [.. details.Notes ?? [], .. measured.Notes, measured.EnergyTrouble, remark, unsteady];
        return node with
        {
            Columns = Columns(node.Columns, measured),
            Details = details with
            {
                Energy = Energy(measured, wideJoules),
                Time = Time(measured.Seconds, wideSeconds),
                UnattributedJoules = unattributed,
                SharedWith = measured.SharedWith,
                Fused = measured.Fused is { Count: > 0 } fused ? fused : null,
                Notes = notes.OfType<string>().ToArray() is { Length: > 0 } present ? present : null,
            },
        };
    }

    private bool IsVanished(TreeNode node) => node.Kind == NodeKind.Primitive && _vanished.Contains(node.Scope.Path);

    private static NodeColumns Columns(NodeColumns columns, NodeMeasurement measured) => columns
        .With(NodeColumn.TimesMean, measured.Seconds.Median)
        .With(NodeColumn.GroundTruthEnergy, measured.Joules?.Median)
        .With(NodeColumn.Cpu, Rounded(measured.CpuPercent))
        .With(NodeColumn.Mem, Rounded(measured.MemoryPercent))
        .With(NodeColumn.Gpu, measured.Gpu?.GpuPercent)
        .With(NodeColumn.GpuMem, measured.Gpu?.MemoryPercent)
        .With(NodeColumn.GpuClk, measured.Gpu?.GpuMegahertz)
        .With(NodeColumn.GpuMemClk, measured.Gpu?.MemoryMegahertz)
        .With(NodeColumn.GpuEnergyMean, measured.GpuJoules);

    // The system tells them in steps of a hundredth or so.
    private static double? Rounded(double? percent) => percent is { } value ? Math.Round(value, 2) : null;

    private static MedianEstimate? Widened(MedianEstimate within, double? halfWidth) =>
        halfWidth is { } drifted ? DriftEstimate.Widen(within, drifted) : within;

    private TimeDetails Time(MedianEstimate seconds, MedianEstimate? wide) => new()
    {
        Seconds = seconds.Median,
        Low = wide?.Low,
        High = wide?.High,
        RunLow = drift is null ? null : seconds.Low,
        RunHigh = drift is null ? null : seconds.High,
        Variation = seconds.Variation,
    };

    private EnergyDetails Energy(NodeMeasurement measured, MedianEstimate? wide) => new()
    {
        Source = meter.Source,
        Joules = measured.Joules?.Median,
        Low = wide?.Low,
        High = wide?.High,
        RunLow = drift is null ? null : measured.Joules?.Low,
        RunHigh = drift is null ? null : measured.Joules?.High,
        Level = measured.Joules is { } joules ? Math.Min(level, joules.Level) : null,
        IdleJoules = idleWatts * measured.Seconds.Median,
        Rounds = measured.Seconds.Rounds,
    };

    // Children come first, so theirs are filled already.
    private (double? Joules, string? Remark) Unattributed(TreeNode node, NodeMeasurement measured)
    {
        if (node.Children.Count == 0 || measured.Joules is not { } own)
            return (null, null);
        TreeNode[] unknown = [.. node.Children.Where(child => child.GroundTruthJoules is null && !IsVanished(child))];
        if (unknown.Length == node.Children.Count)
            return (null, null);
        double sum = node.Children.Sum(child => child.GroundTruthJoules ?? 0);
        return (own.Median - sum, unknown.Length > 0
            ? $"unattributed includes {unknown.Length} child(ren) without an energy of their own: "
                + $"{string.Join(", ", unknown.Take(3).Select(child => child.Scope.Name))}"
            : null);
    }
}
