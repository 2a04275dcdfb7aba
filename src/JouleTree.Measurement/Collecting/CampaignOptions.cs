namespace JouleTree.Measurement.Collecting;

/// <summary>How a campaign is run.</summary>
public sealed record CampaignOptions
{
    /// <summary>No workload is begun after this time; null for no limit. Default: none.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Workloads that failed before are tried again. Default: false.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Tells machines with equal processors apart, or null. Default: none.</summary>
    public string? MachineLabel { get; init; }
}
