namespace JouleTree.Reporting.Report;

/// <summary>What a report says about itself.</summary>
public sealed record ReportOptions
{
    /// <summary>Name of the file that the trees come from.</summary>
    public required string File { get; init; }

    /// <summary>The command that makes the report, or null.</summary>
    public string? Command { get; init; }

    /// <summary>When it is made, or null to leave that out.</summary>
    public DateTimeOffset? Date { get; init; }
}
