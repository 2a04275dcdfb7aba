using System.Numerics;
using System.Runtime.CompilerServices;

namespace JouleTree.Metering.Protocol;

/// <summary>How to measure. A number that would measure nothing is refused (<see cref="ArgumentOutOfRangeException"/>).</summary>
internal sealed record MeasuringOptions
{
    /// <summary>Seed of the order of tasks within each round. Default: 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Runs before anything is measured. Default: 2.</summary>
    public int WarmUpRuns { get; init => field = AtLeast(0, value); } = 2;

    /// <summary>Rounds without a budget; with one, at least <see cref="MinimumRounds"/> are tried. Default: 10.</summary>
    public int Rounds { get; init => field = AtLeast(1, value); } = 10;

    /// <summary>Rounds that a task gets before the budget decides. Default: 5, the fewest with an interval at 0.9.</summary>
    public int MinimumRounds { get; init => field = AtLeast(1, value); } = 5;

    /// <summary>Shortest measured interval in seconds; runs are repeated to fill it. Default: 0.02.</summary>
    public double WindowSeconds { get; init => field = Between(0, double.PositiveInfinity, value); } = 0.02;

    /// <summary>Measured intervals are at least this many updates of the meter, and of its resolution. Default: 50.</summary>
    public double ResolutionMultiple { get; init => field = AtLeast(0, value); } = 50;

    /// <summary>Bound on the whole measurement, idle power and warm-up included; null for none. Default: none.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Relative half-width of the time's interval from which on a task needs no more rounds. Default: 0.01.</summary>
    public double TargetHalfWidth { get; init => field = AtLeast(0, value); } = 0.01;

    /// <summary>Level of the intervals. Default: 0.9.</summary>
    public double Level { get; init => field = Between(0, 1, value); } = 0.9;

    /// <summary>Pause before each round. Default: none.</summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>Seconds of idle power before and after. Default: 0.5.</summary>
    public double IdleSeconds { get; init => field = AtLeast(0, value); } = 0.5;

    /// <summary>Share of an interval that may be lost to other programs before it counts as disturbed. Default: 0.05.</summary>
    public double DisturbanceThreshold { get; init => field = AtLeast(0, value); } = 0.05;

    /// <summary>Disturbed intervals that are repeated, once each, as a share of all. Default: 0.5.</summary>
    public double RedoLimit { get; init => field = AtLeast(0, value); } = 0.5;

    /// <summary>The work keeps this many cores busy; 0 where it does not run on the processor. Default: 1.</summary>
    public int BusyCores { get; init => field = AtLeast(0, value); } = 1;

    private static T AtLeast<T>(T least, T value, [CallerMemberName] string name = "")
        where T : INumber<T> => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"expected at least {least}");

    private static double Between(double above, double below, double value, [CallerMemberName] string name = "") =>
        value > above && value < below
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"expected more than {above} and less than {below}");
}
