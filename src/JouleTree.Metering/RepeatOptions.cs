using JouleTree.Metering.Protocol;

namespace JouleTree.Metering;

/// <summary>How something is repeated to know its energy. A number that would measure nothing is refused.</summary>
public sealed record RepeatOptions
{
    // Nobody knows whether the code works all the time or waits for something: that it waited is no disturbance.
    private static readonly MeasuringOptions Defaults = new() { BusyCores = 0 };

    private MeasuringOptions Measuring { get; init; } = Defaults;

    /// <summary>Measuring rounds where there is no budget, at least 1; from 5 on there is an interval at 90 %. Default: 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int Rounds { get => Measuring.Rounds; init => Measuring = Measuring with { Rounds = value }; }

    /// <summary>Runs before anything is measured, at least 0. Default: 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public int WarmUpRuns { get => Measuring.WarmUpRuns; init => Measuring = Measuring with { WarmUpRuns = value }; }

    /// <summary>Bound on the whole measurement; time goes where uncertainty is largest. Default: null, none.</summary>
    public TimeSpan? Budget { get => Measuring.Budget; init => Measuring = Measuring with { Budget = value }; }

    /// <summary>
    /// Seconds of idle power before and after; 0 for none, and no <see cref="RepeatedEnergy.IdleJoules"/>. Default: 0.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public double IdleSeconds { get => Measuring.IdleSeconds; init => Measuring = Measuring with { IdleSeconds = value }; }

    /// <summary>Pause before each round. Default: none.</summary>
    public TimeSpan CoolDown { get => Measuring.CoolDown; init => Measuring = Measuring with { CoolDown = value }; }

    /// <summary>Seed of the order within each round. Default: 1.</summary>
    public int Seed { get => Measuring.Seed; init => Measuring = Measuring with { Seed = value }; }

    /// <summary>The same for the protocol.</summary>
    internal MeasuringOptions ToMeasuring() => Measuring;
}
