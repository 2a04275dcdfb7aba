using System.ComponentModel;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Metering.Meters.Emi;

/// <summary>The Windows Energy Meter Interface. Tested on recorded buffers only, not on hardware.</summary>
internal sealed class EmiMeter : IEnergyMeter
{
    private readonly IReadOnlyList<IEmiDevice> _devices;
    private readonly TimeProvider _clock;
    private readonly string[] _labels;
    private readonly bool[] _counted;

    /// <param name="devices">Open meters; they are disposed with this one.</param>
    /// <param name="clock">Monotonic clock.</param>
    public EmiMeter(IReadOnlyList<IEmiDevice> devices, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(devices);
        _devices = devices;
        _clock = clock;
        EmiChannel[] channels = [.. devices.SelectMany(device => device.Channels)];
        _labels = [.. channels.Select(channel => channel.Name)];
        _counted = EmiChannel.Counted(channels);
        Description = new MeterDescription
        {
            Name = EmiSource.MeterName,
            Source = EnergySource.Measured,
            Method = "energy counter",
            ResolutionJoules = 61e-6, // The counters behind it are RAPL's.
            UpdateSeconds = 1e-3,
            Properties = new Dictionary<string, string>
            {
                ["counted"] = string.Join(", ", _labels.Where((_, index) => _counted[index])),
                ["reported_only"] = string.Join(", ", _labels.Where((_, index) => !_counted[index])),
                ["tested"] = "on recorded buffers only, not on hardware",
            },
        };
    }

    /// <inheritdoc/>
    public MeterDescription Description { get; }

    /// <summary>True where some channel adds to a total; else there are only parts of packages.</summary>
    public bool CountsSomething => Array.Exists(_counted, counted => counted);

    /// <inheritdoc/>
    public MeterMark Mark()
    {
        long timestamp = _clock.GetTimestamp();
        try
        {
            return new MeterMark(timestamp, [.. _devices.SelectMany(device => device.Read()).Select(reading => (double?)reading.Joules)]);
        }
        catch (Win32Exception error)
        {
            throw new MeterLostException(
                $"meter emi: {error.Message.TrimEnd('.')}; look whether Windows still has the energy meter, and measure again", error);
        }
    }

    /// <inheritdoc/>
    public EnergyWindow Between(MeterMark start, MeterMark later)
    {
        // Channels tell always, or the meter is lost.
        double[] joules = [.. _labels.Select((_, channel) => later.JoulesSince(start, channel)!.Value)];
        bool wentBack = joules.Any(value => value < 0);
        return new EnergyWindow
        {
            Seconds = _clock.GetElapsedTime(start.Timestamp, later.Timestamp).TotalSeconds,
            Joules = wentBack ? null : joules.Where((_, index) => _counted[index]).Sum(),
            ResolutionJoules = Description.ResolutionJoules,
            Components = _labels.Zip(joules).GroupBy(pair => pair.First)
                .ToDictionary(group => group.Key, group => group.Sum(pair => pair.Second)),
            Trouble = wentBack ? "a counter went back, the meter was restarted: measure again" : null,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IEmiDevice device in _devices)
            device.Dispose();
    }
}
