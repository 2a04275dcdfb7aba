using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Windowing;

/// <summary>Mean power by counter since it was asked for last. Not safe for several threads.</summary>
/// <param name="meter">The meter.</param>
/// <param name="clock">Its clock.</param>
/// <param name="start">The reading that the first answer counts from.</param>
internal sealed class PowerGauge(CounterMeter meter, TimeProvider clock, MeterMark start)
{
    // Two listeners ask one right after the other, and a counter shows nothing of so short a time.
    private const double ShortestSeconds = 0.05;

    private readonly double?[] _last = [.. start.Joules];
    private readonly double?[] _watts = new double?[start.Joules.Count];
    private long _timestamp = start.Timestamp;

    /// <summary>Watts by counter; null for what is not known.</summary>
    /// <param name="now">A reading.</param>
    public ReadOnlySpan<double?> Watts(CounterReading now)
    {
        double seconds = clock.GetElapsedTime(_timestamp, now.Timestamp).TotalSeconds;
        if (seconds < ShortestSeconds)
            return _watts;
        CounterReading last = new(_timestamp, _last);
        for (int counter = 0; counter < _watts.Length; counter++)
            _watts[counter] = meter.Joules(last, now, counter) / seconds;
        now.Joules.CopyTo(_last);
        _timestamp = now.Timestamp;
        return _watts;
    }
}
