using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Windowing;

/// <summary>
/// Shares out what counters count among those that run at the moment, each alike. Not safe for several threads.
/// </summary>
/// <remarks>
/// With each step of the counters by e joules while n share, everybody's due grows by e/n. Only the sum D of these is kept, by counter:
/// one who shares from one moment to another gets the difference of D, so that a step costs the same however many there are (the virtual
/// time of processor sharing: Demers, Keshav and Shenker, SIGCOMM 1989). What is counted while nobody shares is kept apart, so that all
/// shares and it sum to what was counted.
/// </remarks>
/// <param name="meter">The meter.</param>
internal sealed class EnergyShares(CounterMeter meter)
{
    private readonly double[] _due = new double[meter.Counters.Count];
    private readonly double[] _outside = new double[meter.Counters.Count];
    private readonly double?[] _last = new double?[meter.Counters.Count];
    private long _lastTimestamp;
    private bool _hasLast;
    private int _sharers;

    /// <summary>Joules by counter while nobody shared.</summary>
    public ReadOnlySpan<double> Outside => _outside;

    /// <summary>Shares out what was counted since the last step; what is not known goes to nobody.</summary>
    /// <param name="now">A reading.</param>
    public void Step(CounterReading now)
    {
        if (_hasLast)
        {
            CounterReading last = new(_lastTimestamp, _last);
            for (int counter = 0; counter < _due.Length; counter++)
            {
                if (!meter.Counters[counter].IsCounted || meter.Joules(last, now, counter) is not { } joules)
                    continue;
                if (_sharers > 0)
                    _due[counter] += joules / _sharers;
                else
                    _outside[counter] += joules;
            }
        }

        for (int counter = 0; counter < _due.Length; counter++)
            _last[counter] = now.Joules[counter] ?? _last[counter];
        _lastTimestamp = now.Timestamp;
        _hasLast = true;
    }

    /// <summary>Somebody shares from now on.</summary>
    /// <param name="since">Takes what <see cref="Leave"/> needs.</param>
    public void Enter(Span<double> since)
    {
        _due.CopyTo(since);
        _sharers++;
    }

    /// <summary>Somebody shares no more.</summary>
    /// <param name="since">What <see cref="Enter"/> gave.</param>
    /// <param name="joules">Takes their joules by counter, added to what is there.</param>
    /// <returns>Their joules of all counters.</returns>
    public double Leave(ReadOnlySpan<double> since, Span<double> joules)
    {
        _sharers--;
        double total = 0;
        for (int counter = 0; counter < _due.Length; counter++)
        {
            double share = _due[counter] - since[counter];
            joules[counter] += share;
            total += share;
        }

        return total;
    }
}
