using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Protocol;

/// <summary>Runs tasks between two readings of the meter.</summary>
internal sealed class IntervalRunner(IEnergyMeter meter, Func<MachineCounters> machine, TimeProvider clock, MeasuringOptions options)
{
    // The pilot grows until it takes this long: the time of one cold, short run would say little.
    private const double PilotSeconds = 1e-3;
    private const int PilotGrowth = 4;

    private readonly Dictionary<string, int> _disturbances = [];
    private readonly List<double> _readingSeconds = [];

    public int Redone { get; private set; }

    public IReadOnlyDictionary<string, int> Disturbances => _disturbances;

    /// <summary>Seconds that one reading of the meter takes, the median of those seen; 0 before any.</summary>
    public double ReadingSeconds => _readingSeconds.Count > 0 ? MedianEstimate.Of(_readingSeconds).Median : 0;

    public void WarmUp(TaskState state)
    {
        for (int run = 0; run < options.WarmUpRuns; run++)
            state.Task.Run();
        long reading = clock.GetTimestamp();
        meter.Mark();
        _readingSeconds.Add(clock.GetElapsedTime(reading).TotalSeconds);
        for (int runs = 1; ; runs *= PilotGrowth)
        {
            MeterMark start = meter.Mark();
            for (int run = 0; run < runs; run++)
                state.Task.Run();
            MeterMark stop = meter.Mark();
            double seconds = clock.GetElapsedTime(start.Timestamp, stop.Timestamp).TotalSeconds;
            state.PilotSeconds = seconds / runs;
            // A meter without counters tells energies only when its log is complete.
            state.PilotJoules = start.Joules.Count > 0 && meter.Between(start, stop) is { IsResolved: true } window
                ? window.Joules / runs
                : null;
            if (seconds >= PilotSeconds || runs >= IntervalLength.MaximumRuns)
                return;
        }
    }

    /// <summary>Measures one interval, once again where it was disturbed and repetition is allowed.</summary>
    public MeasuredInterval Measure(TaskState state, Func<bool> mayRedo, CancellationToken cancellation)
    {
        for (bool repeated = false; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            MeasuredInterval interval = Once(state);
            if (state.Intervals.Count == 0 && state.Correct(interval.Seconds))
                continue;
            if (interval.Disturbance is { } disturbance)
            {
                _disturbances[disturbance] = _disturbances.GetValueOrDefault(disturbance) + 1;
                if (!repeated && mayRedo())
                {
                    Redone++;
                    repeated = true;
                    continue;
                }
            }

            state.Intervals.Add(interval);
            return interval;
        }
    }

    private MeasuredInterval Once(TaskState state)
    {
        // Another task ran before: its data are in the caches, and in a loop of runs only the first would meet that.
        state.Task.Run();
        Action run = state.Task.Run;
        int runs = state.RunsPerInterval;
        MachineCounters before = machine();
        MeterMark start = meter.Mark();
        for (int count = 0; count < runs; count++)
            run();
        MeterMark stop = meter.Mark();
        MachineCounters after = machine();
        double seconds = clock.GetElapsedTime(start.Timestamp, stop.Timestamp).TotalSeconds;
        return new MeasuredInterval(runs, start, stop, before, after, seconds, Disturbance.Of(before, after, seconds, options));
    }
}

/// <summary>One measured interval: some runs of one task without a pause.</summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Start">Meter at the start.</param>
/// <param name="Stop">Meter at the end.</param>
/// <param name="Before">Machine before.</param>
/// <param name="After">Machine after.</param>
/// <param name="Seconds">Length in seconds.</param>
/// <param name="Disturbance">What disturbed it, or null.</param>
internal sealed record MeasuredInterval(
    int Runs, MeterMark Start, MeterMark Stop, MachineCounters Before, MachineCounters After, double Seconds, string? Disturbance);
