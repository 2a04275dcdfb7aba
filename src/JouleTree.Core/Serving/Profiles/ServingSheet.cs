namespace JouleTree.Core.Serving.Profiles;

/// <summary>Where a profile of serving comes from and how far it can be trusted.</summary>
internal sealed record ServingSheet
{
    /// <summary>The software that served, with its version: another one's joules differ as much as another GPU's.</summary>
    public required string Software { get; init; }

    /// <summary>The measurements in words.</summary>
    public required string Data { get; init; }

    /// <summary>Under which terms they were published.</summary>
    public required string Licence { get; init; }

    /// <summary>Whom to cite.</summary>
    public required string Citation { get; init; }

    /// <summary>
    /// What tables of measurements call its GPU, such as <c>H100</c>; null where the profile's name begins with it, as of those that ship.
    /// </summary>
    public string? MeasuredAs { get; init; }

    /// <summary>Families that were measured, sorted.</summary>
    public required IReadOnlyList<string> Families { get; init; }

    /// <summary>Deployments that were fitted to.</summary>
    public required int Rows { get; init; }

    /// <summary>Deployments that were not, with their number and why.</summary>
    public required IReadOnlyList<string> Flagged { get; init; }

    /// <summary>Errors by what was left out.</summary>
    public required IReadOnlyList<LeftOutErrors> Errors { get; init; }
}
