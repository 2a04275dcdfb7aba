namespace JouleTree.Metering.Windowing;

/// <summary>What the windows of one name came to.</summary>
/// <param name="Name">The name.</param>
/// <param name="Windows">How many ended.</param>
/// <param name="WithoutEnergy">
/// How many of them have no energy; they are in neither <paramref name="Joules"/> nor <paramref name="Seconds"/>.
/// </param>
/// <param name="Joules">
/// Joules of the others, gross; windows that were open at once count the same joules each. Null where no window has an energy.
/// </param>
/// <param name="Seconds">Their seconds.</param>
public sealed record WindowTotal(string Name, long Windows, long WithoutEnergy, double? Joules, double Seconds);
