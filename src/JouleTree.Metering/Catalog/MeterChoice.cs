using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Catalog;

/// <summary>A meter that was chosen, and why.</summary>
/// <param name="Meter">The open meter.</param>
/// <param name="Reason">Why this one, for people.</param>
public sealed record MeterChoice(IEnergyMeter Meter, string Reason);
