using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Programs;

/// <summary>What a program came to that ran to its end. Unknown is null.</summary>
internal sealed record ProgramRun
{
    /// <summary>What it ended with; 128 and the number of the signal that ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Seconds from its start to its end.</summary>
    public required double Seconds { get; init; }

    /// <summary>Processor time of it and of what it started, in seconds.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Processor time of all programs meanwhile, in seconds.</summary>
    public double? MachineCpuSeconds { get; init; }

    /// <summary>What the meter counted meanwhile, for all programs.</summary>
    public required EnergyWindow Machine { get; init; }

    /// <summary>What a meter counted of this program alone; null where the meter cannot tell programs apart.</summary>
    public EnergyWindow? Alone { get; init; }

    /// <summary>What the meter counted while the machine idled; null where nobody looked.</summary>
    public EnergyWindow? Idle { get; init; }

    /// <summary>Most of its processes that were seen at once.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Processes that it started and that were running when it ended.</summary>
    public IReadOnlyList<string> LeftRunning { get; init; } = [];

    /// <summary>Joules that all programs used, gross.</summary>
    public double? MachineJoules => Known(Machine);

    /// <summary>Joules that the idle machine would have used in the same time.</summary>
    public double? IdleJoules => Known(Idle) / Idle?.Seconds * Seconds;

    /// <summary>Its part of the processor time of all programs, from 0 to 1.</summary>
    public double? CpuShare => MachineCpuSeconds is > 0 and var all && CpuSeconds is { } own ? Math.Clamp(own / all, 0, 1) : null;

    /// <summary>
    /// Joules of this program: what is metered or modelled of it alone; else of what the machine used beyond idle, its part by processor
    /// time of the processors' and all of the cards'.
    /// </summary>
    public double? Joules => Alone is not null ? Known(Alone) : Share();

    /// <summary>Mean watts of this program.</summary>
    public double? Watts => Joules / Seconds;

    /// <summary>Why a figure is missing, or null.</summary>
    public string? Trouble => Machine.Trouble ?? Alone?.Trouble ?? Idle?.Trouble ?? (MachineJoules is null
        ? "the meter gave no energy"
        : Joules is not null ? null
        : CpuShare is null ? "how much of the processor time is the program's is not known: it is counted in steps of 10 ms"
        : "the machine used no more than when it idled");

    private double? Share()
    {
        if (MachineJoules is not { } all)
            return null;
        double onCards = Machine.GpuJoules ?? 0;
        double idleRest = 0;
        double idleOnCards = 0;
        if (Idle is not null)
        {
            if (IdleJoules is not { } idle)
                return null;
            idleOnCards = (Idle.GpuJoules ?? 0) / Idle.Seconds * Seconds;
            idleRest = idle - idleOnCards;
        }

        double rest = all - onCards - idleRest;
        double cards = onCards - idleOnCards;
        // A meter of cards alone has nothing to split.
        bool hasRest = all > onCards;
        double joules = (hasRest ? rest * CpuShare ?? double.NaN : 0) + Math.Max(0, cards);
        return joules > 0 ? joules : null;
    }

    private static double? Known(EnergyWindow? window) => window is { Joules: { } joules, Trouble: null } ? joules : null;
}

/// <summary>What was seen while a program ran.</summary>
/// <param name="Run">Number of the run, from 1.</param>
/// <param name="Seconds">Seconds since the run began, at the end of the interval.</param>
/// <param name="Machine">What the meter counted in the interval, for all programs; null for a meter that tells later.</param>
/// <param name="CpuSeconds">Processor time of the program since the run began.</param>
/// <param name="Processes">Processes of the program.</param>
/// <param name="ResidentBytes">Memory that they hold.</param>
internal sealed record ProgramSample(
    int Run, double Seconds, EnergyWindow? Machine, double CpuSeconds, int Processes, long ResidentBytes);
