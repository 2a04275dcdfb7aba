namespace JouleTree.Metering.Protocol;

/// <summary>Something to measure.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Run">Does it once.</param>
/// <param name="Weight">How often its result is used; uncertainty of what is used often matters more.</param>
public sealed record MeasuredTask(string Name, Action Run, int Weight = 1)
{
    /// <summary>Measured in every round however certain it is: a reference for the state of the machine. Default: false.</summary>
    public bool EveryRound { get; init; }
}
