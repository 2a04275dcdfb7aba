namespace JouleTree.Measurement.Collecting;

/// <summary>Where a campaign stands.</summary>
/// <param name="Finished">Workloads finished, those of earlier runs included.</param>
/// <param name="Total">Workloads of the plan (or of its shard).</param>
/// <param name="Left">Guess of the time left.</param>
/// <param name="Message">What is being done, or what went wrong.</param>
/// <param name="IsRemark">Worth a line of its own.</param>
public sealed record CampaignProgress(int Finished, int Total, TimeSpan Left, string Message, bool IsRemark = false);
