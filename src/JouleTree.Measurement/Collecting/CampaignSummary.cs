namespace JouleTree.Measurement.Collecting;

/// <summary>What a campaign did.</summary>
internal sealed record CampaignSummary
{
    /// <summary>Workloads measured in this run.</summary>
    public required int Measured { get; init; }

    /// <summary>Workloads that earlier runs had finished, failures included.</summary>
    public required int Skipped { get; init; }

    /// <summary>Workloads that failed, those of earlier runs included, with the reason where this run saw it.</summary>
    public required IReadOnlyList<(string Workload, string? Reason)> Failed { get; init; }

    /// <summary>Workloads still to be measured.</summary>
    public required int Left { get; init; }

    /// <summary>Wall time of this run.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Share of the wall time that did not go into preparing and measuring workloads.</summary>
    public required double OverheadShare { get; init; }

    /// <summary>Why the campaign ended before its end, or null.</summary>
    public string? Interruption { get; init; }
}
