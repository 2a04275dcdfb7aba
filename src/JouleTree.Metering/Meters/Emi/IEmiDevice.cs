namespace JouleTree.Metering.Meters.Emi;

/// <summary>An open energy meter of Windows.</summary>
internal interface IEmiDevice : IDisposable
{
    /// <summary>Its channels.</summary>
    IReadOnlyList<EmiChannel> Channels { get; }

    /// <summary>Reads all channels.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The meter does not answer.</exception>
    IReadOnlyList<EmiReading> Read();
}

/// <summary>A reading of one channel.</summary>
/// <param name="PicowattHours">Energy since the meter started, in 10^-12 W·h (3.6e-9 J).</param>
/// <param name="Time100Nanoseconds">The meter's own time, in units of 100 ns.</param>
internal readonly record struct EmiReading(ulong PicowattHours, ulong Time100Nanoseconds)
{
    /// <summary>Energy since the meter started, in joules.</summary>
    public double Joules => PicowattHours * 3.6e-9;
}
