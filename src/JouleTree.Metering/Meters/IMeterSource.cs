namespace JouleTree.Metering.Meters;

/// <summary>A kind of meter that may or may not be on this machine.</summary>
public interface IMeterSource
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Looks whether it can be used, without keeping anything open.</summary>
    MeterProbe Probe();

    /// <summary>Opens it.</summary>
    /// <exception cref="MeterUnavailableException">It cannot be used; the message says why and what would enable it.</exception>
    IEnergyMeter Open();
}
