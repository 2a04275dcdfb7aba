namespace JouleTree.Metering.Meters.Rapl;

/// <summary>
/// Turns a hardware counter that starts again at 0 into a total that never falls. Not safe for several threads.
/// </summary>
/// <remarks>
/// One wrap between two readings is made good; more cannot be seen, so the counter must be read more often than it
/// wraps (at 300 W, a RAPL range of 262,143 J lasts 14 minutes).
/// </remarks>
/// <param name="range">Largest value of the counter, in its own unit; it goes to 0 after it.</param>
internal sealed class WrappingCounter(ulong range)
{
    private ulong? _last;

    /// <summary>Sum of all differences so far, in the counter's unit.</summary>
    public ulong Total { get; private set; }

    /// <summary>Number of wraps seen.</summary>
    public int Wraps { get; private set; }

    /// <summary>Takes a reading.</summary>
    /// <param name="value">Value of the counter.</param>
    /// <returns>The new total.</returns>
    public ulong Advance(ulong value)
    {
        if (_last is { } last)
        {
            if (value >= last)
            {
                Total += value - last;
            }
            else
            {
                // A counter that was reset (suspend, driver reload) looks the same as one that wrapped; the range
                // bounds what can be added.
                Total += range > last ? range - last + value : value;
                Wraps++;
            }
        }

        _last = value;
        return Total;
    }
}
