namespace JouleTree.Metering.Meters.Emi;

/// <summary>An open energy meter of Windows.</summary>
public interface IEmiDevice : IDisposable
{
    /// <summary>Its channels.</summary>
    IReadOnlyList<EmiChannel> Channels { get; }

    /// <summary>Reads all channels.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The meter does not answer.</exception>
    IReadOnlyList<EmiReading> Read();
}
