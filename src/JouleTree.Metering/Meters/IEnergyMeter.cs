namespace JouleTree.Metering.Meters;

/// <summary>A meter that tells the energy between two moments.</summary>
public interface IEnergyMeter : IDisposable
{
    /// <summary>What it is.</summary>
    MeterDescription Description { get; }

    /// <summary>Reads it now. Cheap: it is called at both ends of every measured interval.</summary>
    /// <exception cref="MeterLostException">The meter disappeared.</exception>
    MeterMark Mark();

    /// <summary>The energy between two readings.</summary>
    /// <param name="start">The earlier reading.</param>
    /// <param name="later">The later reading.</param>
    EnergyWindow Between(MeterMark start, MeterMark later);
}
