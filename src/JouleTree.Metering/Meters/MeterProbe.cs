namespace JouleTree.Metering.Meters;

/// <summary>Whether a meter can be used here.</summary>
/// <param name="IsAvailable">It can.</param>
/// <param name="Finding">What was found, for people.</param>
/// <param name="Remedy">What would enable it, or null.</param>
/// <param name="Description">What the meter would be, where it is available.</param>
public sealed record MeterProbe(bool IsAvailable, string Finding, string? Remedy = null, MeterDescription? Description = null);
