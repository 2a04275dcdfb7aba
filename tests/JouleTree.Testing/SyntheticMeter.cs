using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;

namespace JouleTree.Testing;

/// <summary>A meter of constant power on a manual clock, with whatever resolution and failures a test asks for.</summary>
public sealed class SyntheticMeter(ManualClock clock, double watts, double resolutionJoules = 1e-6, double updateSeconds = 1e-4)
    : IEnergyMeter
{
    public int Marks { get; private set; }

    public int LostAfter { get; init; } = int.MaxValue;

    public MeterDescription Description { get; } = new()
    {
        Name = "synthetic",
        Source = EnergySource.Measured,
        Method = "constant power",
        ResolutionJoules = resolutionJoules,
        UpdateSeconds = updateSeconds,
    };

    public MeterMark Mark()
    {
        if (++Marks > LostAfter)
            throw new MeterLostException("meter synthetic: unplugged");
        double joules = clock.GetElapsedTime(0).TotalSeconds * watts;
        return new MeterMark(clock.GetTimestamp(), [Math.Floor(joules / resolutionJoules) * resolutionJoules]);
    }

    public EnergyWindow Between(MeterMark start, MeterMark later) => new()
    {
        Seconds = clock.GetElapsedTime(start.Timestamp, later.Timestamp).TotalSeconds,
        Joules = later.Joules[0] - start.Joules[0],
        ResolutionJoules = resolutionJoules,
    };

    public void Dispose()
    {
        // Nothing is held.
    }
}
