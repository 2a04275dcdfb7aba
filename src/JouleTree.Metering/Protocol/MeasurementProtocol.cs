using JouleTree.Core.Errors;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Protocol;

/// <summary>
/// Measures tasks side by side: warm-up, calibration, idle power, then rounds in which every task is measured once, in
/// a seeded random order, so that drift of the machine hits all tasks alike. See docs/measuring.md.
/// </summary>
/// <param name="meter">Meter of the energy.</param>
/// <param name="machine">The machine: its clock and its counters.</param>
/// <param name="cards">Reads load and clocks of the GPU; null where none is metered.</param>
internal sealed class MeasurementProtocol(IEnergyMeter meter, Machine machine, Func<GpuUtilization?>? cards = null)
{
    /// <summary>Measures.</summary>
    /// <param name="tasks">Tasks, the most important first; it is also the first of which progress is told.</param>
    /// <param name="options">How to measure.</param>
    /// <param name="progress">Told after each interval; null for nobody.</param>
    /// <param name="kept">Given what was measured so far after each round; null for nobody.</param>
    /// <param name="cancellation">Stops between two intervals.</param>
    /// <returns>The results; with the reason where the meter or what runs was lost after something had been measured.</returns>
    /// <exception cref="InputException">A task fails before anything was measured.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public MeasurementResult Run(
        IReadOnlyList<MeasuredTask> tasks, MeasuringOptions options, Action<MeasurementProgress>? progress = null,
            Action<MeasurementResult>? kept = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(options);
        IntervalRunner runner = new(meter, Count, machine.Clock, options);
        EnergyReader energies = new(meter);
        Schedule schedule = new(tasks, options, machine.Clock);
        string? interruption = null;
        double? idleBefore = null;
        double? idleAfter = null;
        try
        {
            idleBefore = Idle(options, energies);
            foreach (TaskState state in schedule.States)
            {
                cancellation.ThrowIfCancellationRequested();
                runner.WarmUp(state);
                state.Plan(IntervalLength.RunsPerInterval(state.PilotSeconds, state.PilotJoules, meter.Description, options));
                progress?.Invoke(new MeasurementProgress(0, state.Task.Name, state.PilotSeconds));
            }

            schedule.FitToBudget();
            while (schedule.NextRound() is { Count: > 0 } round)
            {
                if (options.CoolDown > TimeSpan.Zero)
                    machine.Wait(options.CoolDown);
                foreach (TaskState state in round)
                {
                    MeasuredInterval interval = runner.Measure(state, schedule.MayRedo, cancellation);
                    progress?.Invoke(new MeasurementProgress(schedule.Done, state.Task.Name, interval.Seconds / interval.Runs));
                }

                kept?.Invoke(Summary.Of(schedule.States, runner, energies, options, idleBefore, null));
            }

            idleAfter = Idle(options, energies);
        }
        catch (MeterLostException lost)
        {
            interruption = lost.Message;
        }
        catch (InputException lost) when (schedule.States.Any(state => state.Intervals.Count > 0))
        {
            interruption = lost.Message;
        }

        return Summary.Of(schedule.States, runner, energies, options, Mean(idleBefore, idleAfter), interruption);
    }

    private MachineCounters Count() => cards is null ? machine.Count() : machine.Count() with { Gpu = cards() };

    private static double? Mean(double? first, double? second) =>
        first is { } before && second is { } after ? 0.5 * (before + after) : first ?? second;

    private double? Idle(MeasuringOptions options, EnergyReader energies)
    {
        if (options.IdleSeconds <= 0)
            return null;
        MeterMark start = meter.Mark();
        // A log of one reading a second shows nothing of half a second.
        machine.Wait(TimeSpan.FromSeconds(Math.Max(options.IdleSeconds, 2 * meter.Description.UpdateSeconds)));
        EnergyWindow window = energies.Between(start, meter.Mark());
        return window is { IsResolved: true, Joules: { } joules, Seconds: > 0 } ? joules / window.Seconds : null;
    }
}

/// <summary>Something to measure.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Run">Does it once.</param>
/// <param name="Weight">How often its result is used; uncertainty of what is used often matters more.</param>
internal sealed record MeasuredTask(string Name, Action Run, int Weight = 1)
{
    /// <summary>Measured in every round however certain it is: a reference for the state of the machine. Default: false.</summary>
    public bool EveryRound { get; init; }
}

/// <summary>Where a measurement stands.</summary>
/// <param name="Done">Work done as a fraction of 1.</param>
/// <param name="Task">Task that was measured last.</param>
/// <param name="Seconds">Seconds of one run of it, in the last interval.</param>
internal sealed record MeasurementProgress(double Done, string Task, double Seconds);
