namespace JouleTree.Measurement.Protocol;

/// <summary>Something to measure.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Run">Does it once.</param>
/// <param name="Weight">How often its result is used; uncertainty of what is used often matters more.</param>
public sealed record MeasuredTask(string Name, Action Run, int Weight = 1);
