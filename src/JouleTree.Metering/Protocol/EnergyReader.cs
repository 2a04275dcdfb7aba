using JouleTree.Core.Errors;
using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Protocol;

/// <summary>
/// Asks a meter for energies. A log that turns out to be damaged costs its energies, not the times measured beside it.
/// </summary>
internal sealed class EnergyReader(IEnergyMeter meter)
{
    /// <summary>The first failure, for people, or null.</summary>
    public string? Failure { get; private set; }

    public EnergyWindow Between(MeterMark start, MeterMark stop)
    {
        try
        {
            return meter.Between(start, stop);
        }
        catch (InputException error)
        {
            Failure ??= $"meter {meter.Description.Name}: {error.Message}";
            return new EnergyWindow { Seconds = 0, Joules = null, ResolutionJoules = 0, Trouble = error.Message };
        }
    }
}
