namespace JouleTree.Metering.Meters.Emi;

/// <summary>A reading of one channel.</summary>
/// <param name="PicowattHours">Energy since the meter started, in 10^-12 W·h (3.6e-9 J).</param>
/// <param name="Time100Nanoseconds">The meter's own time, in units of 100 ns.</param>
public readonly record struct EmiReading(ulong PicowattHours, ulong Time100Nanoseconds)
{
    /// <summary>Energy since the meter started, in joules.</summary>
    public double Joules => PicowattHours * 3.6e-9;
}
