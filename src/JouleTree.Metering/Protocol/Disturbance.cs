using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Protocol;

/// <summary>Tells whether other programs disturbed a measured interval.</summary>
internal static class Disturbance
{
    // The kernel counts stolen time in steps of 10 ms: less than two of them may be rounding.
    private const double SmallestStealSeconds = 0.02;

    // Pressure counts every waiting task of the machine, ours or not; only much of it is worth a repetition.
    private const double PressureFactor = 5;

    /// <summary>What disturbed an interval, or null.</summary>
    /// <param name="before">Counters at its start.</param>
    /// <param name="after">Counters at its end.</param>
    /// <param name="seconds">Its length.</param>
    /// <param name="options">Thresholds, and how many cores the work keeps busy.</param>
    public static string? Of(MachineCounters before, MachineCounters after, double seconds, MeasuringOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        double allowed = options.DisturbanceThreshold * seconds;
        if (after.ThrottleEvents > before.ThrottleEvents)
            return "throttling";
        if (after.StealSeconds - before.StealSeconds is { } stolen && stolen >= SmallestStealSeconds && stolen > allowed)
            return "steal";
        // One thread that never waits uses as much CPU time as time passes; with several, operators end at different times.
        if (options.BusyCores == 1 && seconds - (after.ProcessCpuSeconds - before.ProcessCpuSeconds) > allowed)
            return "waiting for a core";
        return after.PressureSeconds - before.PressureSeconds > PressureFactor * allowed ? "pressure" : null;
    }
}
