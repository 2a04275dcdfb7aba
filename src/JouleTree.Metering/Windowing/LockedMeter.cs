using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Windowing;

/// <summary>A meter that is read beside others who read it: one at a time. It does not dispose of the meter.</summary>
/// <param name="meter">The meter.</param>
/// <param name="gate">Held by who reads it.</param>
internal sealed class LockedMeter(IEnergyMeter meter, Lock gate) : IEnergyMeter
{
    /// <inheritdoc/>
    public MeterDescription Description => meter.Description;

    /// <inheritdoc/>
    public MeterMark Mark()
    {
        lock (gate)
            return meter.Mark();
    }

    /// <inheritdoc/>
    public EnergyWindow Between(MeterMark start, MeterMark later)
    {
        lock (gate)
            return meter.Between(start, later);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The meter belongs to another.
    }
}
