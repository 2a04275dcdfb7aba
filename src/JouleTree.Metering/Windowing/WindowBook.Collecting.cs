using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Windowing;

/// <summary>What windows tell those who collect metrics.</summary>
internal sealed partial class WindowBook
{
    /// <summary>Adds the joules of each device and each name of windows until now, open ones included, and those outside all.</summary>
    /// <param name="sums">Takes them, added to what is there.</param>
    public void CollectJoules(Dictionary<EnergySeries, double> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        lock (_gate)
        {
            if (_counters is null)
            {
                foreach (NamedEnergy named in _names.Values)
                    Add(_meter.Description.Name, named.Name, named.Joules);
                return;
            }

            // A meter that is lost has told what it had counted before.
            if (!_isClosed && Read(out _) is null)
                Settle();
            for (int counter = 0; counter < _now.Length; counter++)
            {
                if (!_counters.Counters[counter].IsCounted)
                    continue;
                string device = _counters.Counters[counter].Label;
                Add(device, null, _shares!.Outside[counter]);
                foreach (NamedEnergy named in _names.Values)
                    Add(device, named.Name, named.Shares[counter]);
            }
        }

        void Add(string device, string? window, double joules)
        {
            EnergySeries series = EnergySeries.Of(_meter.Description, device, window);
            sums[series] = sums.GetValueOrDefault(series) + joules;
        }
    }

    /// <summary>Adds the watts of each device since they were asked for last; nothing where they are not known.</summary>
    /// <param name="sums">Takes them, added to what is there.</param>
    public void CollectWatts(Dictionary<EnergySeries, double> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        lock (_gate)
        {
            if (_power is null || _isClosed || Read(out MeterMark mark) is not null)
                return;
            ReadOnlySpan<double?> watts = _power.Watts(new CounterReading(mark.Timestamp, _now));
            for (int counter = 0; counter < watts.Length; counter++)
            {
                EnergySeries series = EnergySeries.Of(_meter.Description, _counters!.Counters[counter].Label);
                if (_counters.Counters[counter].IsCounted && watts[counter] is { } known)
                    sums[series] = sums.GetValueOrDefault(series) + known;
            }
        }
    }

    // What fell to open windows so far goes to their names.
    private void Settle()
    {
        foreach (WindowState window in _open)
        {
            if (window.Children > 0)
                continue;
            Leave(window);
            _shares!.Enter(window.Since);
        }
    }
}
