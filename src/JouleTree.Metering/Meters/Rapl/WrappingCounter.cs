namespace JouleTree.Metering.Meters.Rapl;

/// <summary>
/// Turns a hardware counter that starts again at 0 into a total that never falls. Not safe for several threads.
/// </summary>
/// <remarks>
/// One wrap between two readings is made good; more cannot be seen, so the counter must be read more often than it
/// wraps (at 300 W, a RAPL range of 262,143 J lasts 14 minutes). A counter that falls though it cannot have come to the end of its range
/// in the time was reset (the machine was suspended, the driver loaded again): what it counted since its last reading is not known.
/// </remarks>
/// <param name="range">Largest value of the counter, in its own unit; it goes to 0 after it.</param>
internal sealed class WrappingCounter(ulong range)
{
    private ulong? _last;

    /// <summary>Sum of all differences that are known, in the counter's unit.</summary>
    public ulong Total { get; private set; }

    /// <summary>Number of wraps seen.</summary>
    public int Wraps { get; private set; }

    /// <summary>What the last reading would have added had it been a wrap; null where it was no reset.</summary>
    public ulong? Reset { get; private set; }

    /// <summary>Takes a reading.</summary>
    /// <param name="value">Value of the counter.</param>
    /// <param name="most">
    /// The most that it can have counted since the last reading; a counter that fell and would have counted more was reset.
    /// </param>
    /// <returns>The new total; that of before where the counter was reset.</returns>
    public ulong Advance(ulong value, double most = double.PositiveInfinity)
    {
        Reset = null;
        if (_last is { } last)
        {
            if (value >= last)
                Total += value - last;
            else
                Fall((range > last ? range - last : 0) + value, most);
        }

        _last = value;
        return Total;
    }

    private void Fall(ulong counted, double most)
    {
        if (counted > most)
        {
            Reset = counted;
            return;
        }

        Total += counted;
        Wraps++;
    }
}
