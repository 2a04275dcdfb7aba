namespace JouleTree.HardwareCheck;

/// <summary>How a meter follows a step of load.</summary>
/// <param name="RefreshSeconds">Median time between two changes of its counter; null where it changed less than three times.</param>
/// <param name="IdleWatts">Power before the step.</param>
/// <param name="LoadWatts">Power in the second half of the load.</param>
/// <param name="HalfSeconds">Time from the step until it shows half of the rise; null where it never does, or nothing rose.</param>
/// <param name="NineTenthsSeconds">Time until it shows nine tenths.</param>
internal sealed record StepResponse(
    double? RefreshSeconds, double? IdleWatts, double? LoadWatts, double? HalfSeconds, double? NineTenthsSeconds)
{
    // A rise that is less than this part of the load's power is none.
    private const double LeastRise = 0.05;

    /// <summary>The response in a trace.</summary>
    /// <param name="trace">Readings: seconds and joules since the beginning, in order.</param>
    /// <param name="onSeconds">When the load began.</param>
    /// <param name="offSeconds">When it ended.</param>
    public static StepResponse Of(IReadOnlyList<(double Seconds, double Joules)> trace, double onSeconds, double offSeconds)
    {
        ArgumentNullException.ThrowIfNull(trace);
        // Between changes a counter says nothing: only where it moved is its value that of the moment.
        List<(double Seconds, double Joules)> changes = [];
        foreach ((double seconds, double joules) in trace)
        {
            if (changes.Count == 0 || joules != changes[^1].Joules)
                changes.Add((seconds, joules));
        }

        double? idle = Watts(changes, double.NegativeInfinity, onSeconds);
        double? load = Watts(changes, 0.5 * (onSeconds + offSeconds), offSeconds);
        bool rises = load - idle > LeastRise * load;
        return new StepResponse(Refresh(changes), idle, load,
            rises ? Reached(changes, onSeconds, offSeconds, idle!.Value + (0.5 * (load!.Value - idle.Value))) : null,
            rises ? Reached(changes, onSeconds, offSeconds, idle!.Value + (0.9 * (load!.Value - idle.Value))) : null);
    }

    private static double? Refresh(List<(double Seconds, double Joules)> changes)
    {
        if (changes.Count < 4)
            return null;
        double[] steps = [.. changes.Skip(2).Zip(changes.Skip(1), (later, one) => later.Seconds - one.Seconds).Order()];
        return steps[steps.Length / 2];
    }

    private static double? Watts(List<(double Seconds, double Joules)> changes, double from, double to)
    {
        (double Seconds, double Joules)[] within = [.. changes.Where(one => one.Seconds >= from && one.Seconds <= to)];
        return within.Length < 2 ? null : (within[^1].Joules - within[0].Joules) / (within[^1].Seconds - within[0].Seconds);
    }

    private static double? Reached(List<(double Seconds, double Joules)> changes, double on, double off, double watts)
    {
        for (int index = 1; index < changes.Count; index++)
        {
            (double seconds, double joules) = changes[index];
            if (seconds > on && seconds <= off
                && (joules - changes[index - 1].Joules) / (seconds - changes[index - 1].Seconds) >= watts)
                return seconds - on;
        }

        return null;
    }
}
