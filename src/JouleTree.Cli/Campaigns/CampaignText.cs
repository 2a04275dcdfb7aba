using System.Globalization;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Results;
using JouleTree.Measurement.Collecting;

namespace JouleTree.Cli.Campaigns;

/// <summary>What a campaign did, in a few lines.</summary>
internal static class CampaignText
{
    /// <summary>Prints the summary as messages.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="summary">The summary.</param>
    /// <param name="folder">Folder of the journal.</param>
    /// <param name="files">Files that were written, with their lines.</param>
    /// <param name="quiet">Print nothing.</param>
    public static void Say(CommandContext context, CampaignSummary summary, string folder, IReadOnlyDictionary<string, int> files,
        bool quiet)
    {
        if (quiet)
            return;
        context.Say(string.Create(CultureInfo.InvariantCulture,
            $"{Amount.Of(summary.Measured, "workload")} measured in {PlanTable.Time(summary.Elapsed.TotalSeconds)} "
            + $"({100 * summary.OverheadShare:0.0} % of it outside measuring), "
            + $"{summary.Skipped} {Amount.Do(summary.Skipped, "was", "were")} there before, {summary.Failed.Count} failed, "
            + $"{summary.Left} left"));
        foreach ((string workload, string? reason) in summary.Failed)
            context.Say($"failed: {workload}{(reason is null ? " (in an earlier run)" : $": {reason}")}");
        foreach ((string file, int lines) in files)
            context.Say($"wrote {Path.Combine(folder, file)}: {Amount.Of(lines, "line")}");
        if (summary.Left > 0 && summary.Interruption is null)
            context.Say("the time is up; continue with --resume");
    }
}
