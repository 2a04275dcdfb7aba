namespace JouleTree.Metering.Meters.Channels;

/// <summary>One reading of a meter: a counter of energy, or a power that is integrated.</summary>
/// <param name="Counter">What it is.</param>
/// <param name="Read">
/// Reads it: joules since an arbitrary origin, or watts now; null where it is not told. Throws an <see cref="IOException"/>, an
/// <see cref="UnauthorizedAccessException"/> or a <see cref="FormatException"/> where it cannot be read any more.
/// </param>
/// <param name="IsPower">It tells watts, which are integrated; else joules.</param>
internal sealed record MeterChannel(MeterCounter Counter, Func<double?> Read, bool IsPower = false)
{
    /// <summary>What is said where a reading was missing, for people. Default: it did not tell its energy.</summary>
    public string Missing { get; init; } = $"{Counter.Label} did not tell its energy: measure again";

    /// <summary>
    /// A counter that stands still for a hundred updates is broken, since what it counts always uses energy. Default: false.
    /// </summary>
    public bool MustMove { get; init; }
}
