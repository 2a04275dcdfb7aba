using JouleTree.Metering.Protocol;

namespace JouleTree.Metering;

/// <summary>What one run of something costs, known from many; the middle of the rounds with an interval. Unknown is null.</summary>
public sealed record RepeatedEnergy
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Joules a run, gross: the median of the rounds; null where the meter could not tell.</summary>
    public double? Joules { get; init; }

    /// <summary>Lower end of the interval in joules; null where one round has none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval in joules; null where one round has none.</summary>
    public double? High { get; init; }

    /// <summary>Probability with which the interval covers the median, as a fraction; null without an interval.</summary>
    public double? Level { get; init; }

    /// <summary>Joules that the idle machine would have used in the time of a run; net is <see cref="Joules"/> minus this.</summary>
    public double? IdleJoules { get; init; }

    /// <summary>The part of <see cref="Joules"/> that GPUs used; null where none is metered.</summary>
    public double? GpuJoules { get; init; }

    /// <summary>Seconds a run, the median of the rounds; null where it was not reached.</summary>
    public double? Seconds { get; init; }

    /// <summary>Lower end of the interval in seconds.</summary>
    public double? SecondsLow { get; init; }

    /// <summary>Upper end of the interval in seconds.</summary>
    public double? SecondsHigh { get; init; }

    /// <summary>Rounds behind the values.</summary>
    public int Rounds { get; init; }

    /// <summary>Runs in each round.</summary>
    public int RunsPerRound { get; init; }

    /// <summary>Rounds among them that other programs, or the host, disturbed.</summary>
    public int DisturbedRounds { get; init; }

    /// <summary>Why there is no energy, or why measuring ended early; null where nothing is wrong.</summary>
    public string? Trouble { get; init; }

    internal static RepeatedEnergy Of(string name, MeasurementResult measurement)
    {
        if (measurement.Tasks.FirstOrDefault(task => task.Task.Name == name) is not { } result)
            return new RepeatedEnergy { Name = name, Trouble = measurement.Interruption ?? "it was not reached" };
        bool hasInterval = result.Joules is { Rounds: > 1 };
        return new RepeatedEnergy
        {
            Name = name,
            Joules = result.Joules?.Median,
            Low = hasInterval ? result.Joules?.Low : null,
            High = hasInterval ? result.Joules?.High : null,
            Level = hasInterval ? result.Joules?.Level : null,
            IdleJoules = result.Joules is null ? null : measurement.IdleWatts * result.Seconds.Median,
            GpuJoules = result.GpuJoules,
            Seconds = result.Seconds.Median,
            SecondsLow = result.Seconds.Rounds > 1 ? result.Seconds.Low : null,
            SecondsHigh = result.Seconds.Rounds > 1 ? result.Seconds.High : null,
            Rounds = result.Seconds.Rounds,
            RunsPerRound = result.RunsPerInterval,
            DisturbedRounds = result.DisturbedRounds,
            Trouble = result.EnergyTrouble ?? measurement.Interruption,
        };
    }
}
