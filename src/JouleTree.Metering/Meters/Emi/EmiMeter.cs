using System.ComponentModel;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Metering.Meters.Emi;

/// <summary>The Windows Energy Meter Interface. Tested on recorded buffers only, not on hardware.</summary>
internal sealed class EmiMeter : CounterMeter
{
    private readonly IReadOnlyList<IEmiDevice> _devices;
    private readonly TimeProvider _clock;
    private readonly string[] _labels;
    private readonly bool[] _counted;

    /// <param name="devices">Open meters; they are disposed with this one.</param>
    /// <param name="clock">Monotonic clock.</param>
    public EmiMeter(IReadOnlyList<IEmiDevice> devices, TimeProvider clock)
        : base(clock)
    {
        ArgumentNullException.ThrowIfNull(devices);
        _devices = devices;
        _clock = clock;
        EmiChannel[] channels = [.. devices.SelectMany(device => device.Channels)];
        _labels = [.. channels.Select(channel => channel.Name)];
        _counted = EmiChannel.Counted(channels);
        Counters = [.. _labels.Zip(_counted, (label, counted) => new MeterCounter(label, counted))];
        Description = new MeterDescription
        {
            Name = EmiSource.MeterName,
            Source = EnergySource.Measured,
            Method = "energy counter",
            ResolutionJoules = 61e-6, // The counters behind it are RAPL's.
            UpdateSeconds = 1e-3,
            Parts = [MeteredPart.Processors, MeteredPart.Memory],
            Properties = new Dictionary<string, string>
            {
                ["counted"] = string.Join(", ", _labels.Where((_, index) => _counted[index])),
                ["reported_only"] = string.Join(", ", _labels.Where((_, index) => !_counted[index])),
                ["covers"] = "processor packages and memory, other programs included",
                ["tested"] = "on recorded buffers only, not on hardware",
            },
        };
    }

    /// <inheritdoc/>
    public override MeterDescription Description { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MeterCounter> Counters { get; }

    /// <summary>True where some channel adds to a total; else there are only parts of packages.</summary>
    public bool CountsSomething => Array.Exists(_counted, counted => counted);

    /// <inheritdoc/>
    public override long Read(Span<double?> joules)
    {
        long timestamp = _clock.GetTimestamp();
        try
        {
            int counter = 0;
            foreach (IEmiDevice device in _devices)
            {
                foreach (EmiReading reading in device.Read())
                    joules[counter++] = reading.Joules;
            }

            return timestamp;
        }
        catch (Win32Exception error)
        {
            throw new MeterLostException(
                $"meter emi: {error.Message.TrimEnd('.')}; look whether Windows still has the energy meter, and measure again", error);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (IEmiDevice device in _devices)
            device.Dispose();
    }

    /// <inheritdoc/>
    protected internal override string? Trouble(CounterReading start, CounterReading later)
    {
        for (int counter = 0; counter < _labels.Length; counter++)
        {
            if (later.Joules[counter] < start.Joules[counter])
                return "a counter went back, the meter was restarted: measure again";
        }

        return null;
    }
}
