using System.Globalization;
using JouleTree.Cli.Formats;
using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Cli.Campaigns;

/// <summary>What a plan would measure, for a dry run.</summary>
internal static class PlanTable
{
    /// <summary>The whole text.</summary>
    /// <param name="plan">A plan, or a shard of one.</param>
    public static string Of(CollectionPlan plan)
    {
        TextTable table = new("workload", "gives", ">memory", ">time");
        double seconds = 0;
        long memory = 0;
        int unknown = 0;
        foreach (PlannedWorkload workload in plan.Workloads)
        {
            WorkloadCost cost = WorkloadCost.Of(workload);
            seconds += cost.Seconds ?? 0;
            memory = Math.Max(memory, cost.MemoryBytes ?? 0);
            unknown += cost.Seconds is null ? 1 : 0;
            table.Add(workload.ToString(), Gives(workload), cost.MemoryBytes is { } bytes ? Memory(bytes) : "?",
                cost.Seconds is { } time ? Time(time) : "?");
        }

        string rest = unknown > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {unknown} files of unknown size") : "";
        return table.Render() + string.Create(CultureInfo.InvariantCulture,
            $"\n{plan.Workloads.Count} workloads, about {Time(seconds)}{rest} on one ordinary core, at most {Memory(memory)} of memory\n");
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
