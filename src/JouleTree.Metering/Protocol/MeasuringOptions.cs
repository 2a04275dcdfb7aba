namespace JouleTree.Metering.Protocol;

/// <summary>How to measure.</summary>
public sealed record MeasuringOptions
{
    /// <summary>Seed of the order of tasks within each round. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Runs before anything is measured. Default: 2.</summary>
    public int WarmUpRuns { get; init; } = 2;

    /// <summary>Rounds without a budget; with one, at least <see cref="MinimumRounds"/> are tried. Default: 10.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>Rounds that a task gets before the budget decides. Default: 5, the fewest with an interval at 0.9.</summary>
    public int MinimumRounds { get; init; } = 5;

    /// <summary>Shortest measured interval in seconds; runs are repeated to fill it. Default: 0.02.</summary>
    public double WindowSeconds { get; init; } = 0.02;

    /// <summary>Measured intervals are at least this many updates of the meter, and of its resolution. Default: 50.</summary>
    public double ResolutionMultiple { get; init; } = 50;

    /// <summary>Bound on the whole measurement, idle power and warm-up included; null for none. Default: none.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Relative half-width of the time's interval from which on a task needs no more rounds. Default: 0.01.</summary>
    public double TargetHalfWidth { get; init; } = 0.01;

    /// <summary>Level of the intervals. Default: 0.9.</summary>
    public double Level { get; init; } = 0.9;

    /// <summary>Pause before each round. Default: none.</summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>Seconds of idle power before and after. Default: 0.5.</summary>
    public double IdleSeconds { get; init; } = 0.5;

    /// <summary>Share of an interval that may be lost to other programs before it counts as disturbed. Default: 0.05.</summary>
    public double DisturbanceThreshold { get; init; } = 0.05;

    /// <summary>Disturbed intervals that are repeated, once each, as a share of all. Default: 0.5.</summary>
    public double RedoLimit { get; init; } = 0.5;

    /// <summary>The work keeps this many cores busy; 0 where it does not run on the processor. Default: 1.</summary>
    public int BusyCores { get; init; } = 1;
}
