namespace JouleTree.Metering.Meters.Channels;

/// <summary>Energy from readings of power, by the trapezoid rule. Not safe for several threads.</summary>
/// <param name="clock">Clock of the timestamps.</param>
internal sealed class PowerIntegral(TimeProvider clock)
{
    private readonly List<(long After, long Before)> _gaps = [];
    private long? _last;
    private double _lastWatts;
    private long? _gapStart;

    /// <summary>Joules so far; time in which the power was not told adds nothing.</summary>
    public double Joules { get; private set; }

    /// <summary>Takes a reading.</summary>
    /// <param name="timestamp">When, not before the last reading.</param>
    /// <param name="watts">Power then; null where it was not told.</param>
    public void Add(long timestamp, double? watts)
    {
        if (watts is not { } power)
        {
            _gapStart ??= _last ?? timestamp;
            return;
        }

        if (_gapStart is { } gap)
            _gaps.Add((gap, timestamp));
        else if (_last is { } last)
            Joules += 0.5 * (power + _lastWatts) * clock.GetElapsedTime(last, timestamp).TotalSeconds;
        _gapStart = null;
        _last = timestamp;
        _lastWatts = power;
    }

    /// <summary>True where the power was told all the time between two moments.</summary>
    /// <param name="start">The earlier one.</param>
    /// <param name="later">The later one.</param>
    public bool IsWhole(long start, long later)
    {
        foreach ((long after, long before) in _gaps)
        {
            if (after < later && before > start)
                return false;
        }

        return _gapStart is not { } open || open >= later;
    }
}
