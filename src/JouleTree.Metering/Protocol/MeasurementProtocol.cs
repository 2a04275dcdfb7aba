using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Protocol;

/// <summary>
/// Measures tasks side by side: warm-up, calibration, idle power, then rounds in which every task is measured once, in
/// a seeded random order, so that drift of the machine hits all tasks alike. See docs/measuring.md.
/// </summary>
/// <param name="meter">Meter of the energy.</param>
/// <param name="machine">Reads the counters of the machine.</param>
/// <param name="clock">Monotonic clock.</param>
/// <param name="wait">Lets time pass; replaced in tests.</param>
public sealed class MeasurementProtocol(IEnergyMeter meter, Func<MachineCounters> machine, TimeProvider clock, Action<TimeSpan> wait)
{
    /// <summary>Measures.</summary>
    /// <param name="tasks">Tasks, the most important first; it is also the first of which progress is told.</param>
    /// <param name="options">How to measure.</param>
    /// <param name="progress">Told after each interval; null for nobody.</param>
    /// <param name="cancellation">Stops between two intervals.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public MeasurementResult Run(
        IReadOnlyList<MeasuredTask> tasks, MeasuringOptions options, Action<MeasurementProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(options);
        IntervalRunner runner = new(meter, machine, clock, options);
        EnergyReader energies = new(meter);
        Schedule schedule = new(tasks, options, clock);
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
                    wait(options.CoolDown);
                foreach (TaskState state in round)
                {
                    MeasuredInterval interval = runner.Measure(state, schedule.MayRedo, cancellation);
                    progress?.Invoke(new MeasurementProgress(schedule.Done, state.Task.Name, interval.Seconds / interval.Runs));
                }
            }

            idleAfter = Idle(options, energies);
        }
        catch (MeterLostException lost)
        {
            interruption = lost.Message;
        }

        return Summary.Of(schedule.States, runner, energies, options, Mean(idleBefore, idleAfter), interruption);
    }

    private static double? Mean(double? first, double? second) =>
        first is { } before && second is { } after ? 0.5 * (before + after) : first ?? second;

    private double? Idle(MeasuringOptions options, EnergyReader energies)
    {
        if (options.IdleSeconds <= 0)
            return null;
        MeterMark start = meter.Mark();
        wait(TimeSpan.FromSeconds(options.IdleSeconds));
        EnergyWindow window = energies.Between(start, meter.Mark());
        return window is { Trouble: null, Joules: { } joules, Seconds: > 0 } ? joules / window.Seconds : null;
    }
}
