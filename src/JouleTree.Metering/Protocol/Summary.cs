using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Protocol;

/// <summary>Turns measured intervals into results.</summary>
internal static class Summary
{
    public static MeasurementResult Of(
        IReadOnlyList<TaskState> states, IntervalRunner runner, EnergyReader energies, MeasuringOptions options, double? idleWatts,
            string? interruption)
    {
        TaskState[] measured = [.. states.Where(state => state.Intervals.Count > 0)];
        MeasuredInterval[] all = [.. measured.SelectMany(state => state.Intervals)];
        TaskResult[] results = [.. measured.Select(state => Of(state, energies, options))];
        return new MeasurementResult
        {
            Tasks = results,
            IdleWatts = idleWatts,
            RedoneIntervals = runner.Redone,
            DisturbedIntervals = all.Count(interval => interval.Disturbance is not null),
            Intervals = all.Length,
            Disturbances = runner.Disturbances,
            // Of the two readings at its ends, one's worth of time falls within an interval.
            HarnessShare = measured.Select(state =>
                runner.ReadingSeconds / MedianEstimate.Of(state.Intervals.Select(interval => interval.Seconds)).Median)
                .DefaultIfEmpty(0).Max(),
            Interruption = interruption ?? energies.Failure,
        };
    }

    private static TaskResult Of(TaskState state, EnergyReader energies, MeasuringOptions options)
    {
        List<MeasuredInterval> metered = [];
        List<double> joules = [];
        List<double> gpuJoules = [];
        string? trouble = null;
        double resolution = 0;
        foreach (MeasuredInterval interval in state.Intervals)
        {
            EnergyWindow window = energies.Between(interval.Start, interval.Stop);
            trouble ??= window.Trouble;
            resolution = Math.Max(resolution, window.ResolutionJoules / interval.Runs);
            if (window is not { Joules: { } value, Trouble: null })
                continue;
            metered.Add(interval);
            joules.Add(value / interval.Runs);
            if (window.GpuJoules is { } onGpu)
                gpuJoules.Add(onGpu / interval.Runs);
        }

        MedianEstimate? energy = joules.Count > 0 ? MedianEstimate.Of(joules, options.Level) : null;
        if (energy is not null && energy.Median < resolution)
        {
            trouble = FormattableString.Invariant($"below the meter's resolution of {resolution:0.###e+0} J per run");
            energy = null;
        }

        // Time and energy of different rounds would make a power that never was.
        List<MeasuredInterval> rounds = energy is null ? state.Intervals : metered;
        return new TaskResult
        {
            Task = state.Task,
            Seconds = MedianEstimate.Of(rounds.Select(interval => interval.Seconds / interval.Runs), options.Level),
            Joules = energy,
            GpuJoules = energy is not null && gpuJoules.Count == joules.Count ? MedianEstimate.Of(gpuJoules).Median : null,
            EnergyTrouble = energy is null ? trouble ?? "the meter gave no energy" : null,
            RoundsLeftOut = state.Intervals.Count - rounds.Count,
            RunsPerInterval = state.RunsPerInterval,
            CpuPercent = Load(rounds),
            MemoryPercent = rounds.Average(interval => interval.After.UsedMemoryPercent),
            Gpu = Gpu(rounds),
            DisturbedRounds = rounds.Count(interval => interval.Disturbance is not null),
        };
    }

    private static GpuUtilization? Gpu(List<MeasuredInterval> intervals) => intervals[0].After.Gpu is null ? null : new GpuUtilization(
        intervals.Average(interval => interval.After.Gpu?.GpuPercent),
        intervals.Average(interval => interval.After.Gpu?.MemoryPercent),
        intervals.Average(interval => interval.After.Gpu?.GpuMegahertz),
        intervals.Average(interval => interval.After.Gpu?.MemoryMegahertz));

    private static double? Load(List<MeasuredInterval> intervals)
    {
        double? busy = intervals.Sum(interval => interval.After.BusySeconds - interval.Before.BusySeconds);
        double? total = intervals.Sum(interval => interval.After.TotalSeconds - interval.Before.TotalSeconds);
        return total > 0 && intervals[0].After.TotalSeconds is not null ? 100 * busy / total : null;
    }
}
