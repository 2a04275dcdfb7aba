namespace JouleTree.Metering.Meters;

/// <summary>The energy between two readings of a meter.</summary>
public sealed record EnergyWindow
{
    /// <summary>Length of the window in seconds, by the monotonic clock.</summary>
    public required double Seconds { get; init; }

    /// <summary>Joules in the window; null where the meter cannot tell.</summary>
    public required double? Joules { get; init; }

    /// <summary>Smallest difference that the meter can show in this window, in joules.</summary>
    public required double ResolutionJoules { get; init; }

    /// <summary>The part of <see cref="Joules"/> that GPUs used; null where none is metered.</summary>
    public double? GpuJoules { get; init; }

    /// <summary>
    /// Joules by component, such as <c>package-0</c> and <c>dram</c>; a component that is part of another is marked in the meter's
    /// description.
    /// </summary>
    public IReadOnlyDictionary<string, double> Components { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// The part of <see cref="Joules"/> that falls to this window where several are open at once and share what is used meanwhile, each
    /// alike; the shares of all windows and what was used outside them sum to what the meter counted. Null where nothing is shared out: by
    /// a meter without counters, or where <see cref="Joules"/> is not known.
    /// </summary>
    public double? ShareJoules { get; init; }

    /// <summary>What is wrong with the window, such as a counter that stood still; null where nothing is.</summary>
    public string? Trouble { get; init; }

    /// <summary>True where the energy is known and above the resolution.</summary>
    public bool IsResolved => Joules is { } joules && joules >= ResolutionJoules && Trouble is null;
}
