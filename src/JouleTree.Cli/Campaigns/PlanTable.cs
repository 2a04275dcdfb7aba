using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Results;
using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Cli.Campaigns;

/// <summary>What a plan would measure, for a dry run.</summary>
internal static class PlanTable
{
    private static readonly ResultTable<(PlannedWorkload Workload, WorkloadCost Cost)> Columns = new(
        new Column<(PlannedWorkload Workload, WorkloadCost Cost)>("workload", row => row.Workload.ToString())
            .Shown("workload", row => row.Workload.ToString()),
        new Column<(PlannedWorkload Workload, WorkloadCost Cost)>("gives", row => Gives(row.Workload))
            .Shown("gives", row => Gives(row.Workload)),
        new Column<(PlannedWorkload Workload, WorkloadCost Cost)>("memory_bytes", row => row.Cost.MemoryBytes)
            .ShownRight("memory", row => row.Cost.MemoryBytes is { } bytes ? Memory(bytes) : "?"),
        new Column<(PlannedWorkload Workload, WorkloadCost Cost)>("time_s", row => row.Cost.Seconds)
            .ShownRight("time", row => row.Cost.Seconds is { } time ? Time(time) : "?"));

    /// <summary>Writes what a plan would measure.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="plan">A plan, or a shard of one.</param>
    /// <param name="format">How to write it.</param>
    public static void Write(CommandContext context, CollectionPlan plan, OutputFormat format)
    {
        (PlannedWorkload Workload, WorkloadCost Cost)[] rows =
            [.. plan.Workloads.Select(workload => (workload, WorkloadCost.Of(workload)))];
        ResultText.Write(context, format, "collect --dry-run", Columns, rows);
        if (format != OutputFormat.Table)
            return;
        int unknown = rows.Count(row => row.Cost.Seconds is null);
        string rest = unknown > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {Amount.Of(unknown, "file")} of unknown size") : "";
        context.Show(string.Create(CultureInfo.InvariantCulture,
            $"\n{Amount.Of(rows.Length, "workload")}, about {Time(rows.Sum(row => row.Cost.Seconds ?? 0))}{rest} on one ordinary core, "
            + $"at most {Memory(rows.Select(row => row.Cost.MemoryBytes ?? 0).DefaultIfEmpty().Max())} of memory\n"));
    }

    /// <summary>A duration in words.</summary>
    /// <param name="seconds">Seconds, at least 0.</param>
    public static string Time(double seconds) => seconds switch
    {
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 99.5 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 5970 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };

    private static string Memory(long bytes) => bytes < 1e9
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");

    private static string Gives(PlannedWorkload workload) => workload.Kind switch
    {
        WorkloadKind.Model => "tree",
        WorkloadKind.Layer => "layer",
        _ => "whole network",
    };
}
