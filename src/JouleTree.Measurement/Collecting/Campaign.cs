using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Measurement.Collecting.Plans;

namespace JouleTree.Measurement.Collecting;

/// <summary>Measures what a journal does not have yet of a plan, one workload after the other.</summary>
/// <param name="plan">The plan.</param>
/// <param name="journal">The open journal.</param>
/// <param name="runner">Measures a workload.</param>
/// <param name="clock">Clock.</param>
internal sealed class Campaign(CollectionPlan plan, Journal journal, WorkloadRunner runner, TimeProvider clock)
{
    /// <summary>Runs the campaign.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Told where it stands; null for nobody.</param>
    /// <param name="cancellation">Stops between two measured intervals; what is in flight is lost.</param>
    /// <exception cref="Core.Errors.InputException">The journal is another engine's, or cannot be written.</exception>
    public CampaignSummary Run(CampaignOptions options, Action<CampaignProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        journal.CheckEngine(runner.Engine);
        long start = clock.GetTimestamp();
        PlannedWorkload[] pending = Pending(options);
        TimeLeft left = new(pending);
        int skipped = plan.Workloads.Count - pending.Length;
        List<(string, string?)> failed =
            [.. plan.Workloads.Except(pending).Where(HasFailed).Select(workload => (workload.ToString(), (string?)null))];
        double working = 0;
        int measured = 0;
        string? interruption = null;
        foreach (PlannedWorkload workload in pending)
        {
            if (options.TimeLimit is { } limit && measured > 0 && clock.GetElapsedTime(start) + left.Of(workload) > limit)
                break;
            if (cancellation.IsCancellationRequested)
            {
                interruption = Cancelled;
                break;
            }

            Tell(workload.ToString());
            journal.Begin(workload.Id);
            long began = clock.GetTimestamp();
            JournalEntry entry;
            try
            {
                entry = runner.Run(workload, step => Tell($"{workload}: {step.Message}"), out interruption, cancellation);
            }
            catch (OperationCanceledException)
            {
                interruption = Cancelled;
                break;
            }

            working += clock.GetElapsedTime(began).TotalSeconds;
            if (interruption is not null)
                break;
            journal.Append(entry);
            measured++;
            left.Finish(workload, entry.WallSeconds);
            if (entry.Error is { } error)
            {
                failed.Add((workload.ToString(), error));
                Tell($"{workload} failed: {error}", isRemark: true);
            }
        }

        double elapsed = clock.GetElapsedTime(start).TotalSeconds;
        return new CampaignSummary
        {
            Measured = measured,
            Skipped = skipped,
            Failed = failed,
            Left = pending.Length - measured,
            Elapsed = TimeSpan.FromSeconds(elapsed),
            OverheadShare = elapsed > 0 ? (elapsed - working) / elapsed : 0,
            Interruption = interruption,
        };

        void Tell(string message, bool isRemark = false) =>
            progress?.Invoke(new CampaignProgress(skipped + measured, plan.Workloads.Count, left.Value, message, isRemark));
    }

    /// <summary>What <see cref="CampaignSummary.Interruption"/> says where the user stopped it.</summary>
    public const string Cancelled = "cancelled";

    private bool HasFailed(PlannedWorkload workload) => journal.Known.TryGetValue(workload.Id, out bool isDone) && !isDone;

    // What the last process died of may kill this one too: everything else comes first.
    private PlannedWorkload[] Pending(CampaignOptions options) =>
    [
        .. plan.Workloads
            .Where(workload => !journal.Known.ContainsKey(workload.Id) || (options.RetryFailed && HasFailed(workload)))
            .OrderBy(workload => workload.Id == journal.Interrupted ? 1 : 0),
    ];
}

/// <summary>How a campaign is run.</summary>
internal sealed record CampaignOptions
{
    /// <summary>No workload is begun after this time; null for no limit. Default: none.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Workloads that failed before are tried again. Default: false.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Tells machines with equal processors apart, or null. Default: none.</summary>
    public string? MachineLabel { get; init; }
}

/// <summary>Where a campaign stands.</summary>
/// <param name="Finished">Workloads finished, those of earlier runs included.</param>
/// <param name="Total">Workloads of the plan (or of its shard).</param>
/// <param name="Left">Guess of the time left.</param>
/// <param name="Message">What is being done, or what went wrong.</param>
/// <param name="IsRemark">Worth a line of its own.</param>
internal sealed record CampaignProgress(int Finished, int Total, TimeSpan Left, string Message, bool IsRemark = false);
