using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters.Channels;

namespace JouleTree.Metering.Meters.IoReport;

/// <summary>The energy model of Apple's chips, by macOS's IOReport. Tested with stubs only, not on hardware.</summary>
/// <param name="open">Opens the library, or gives null where there is none.</param>
/// <param name="clock">Monotonic clock.</param>
internal sealed class IoReportSource(Func<IoReportLibrary?> open, TimeProvider clock) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ioreport";

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterProbe Probe() => MeterProbe.Of(this, "counted");

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        IoReportLibrary? library = null;
        try
        {
            library = open() ?? throw Missing("this is not macOS", "needs macOS on one of Apple's own chips");
            IoReportChannel[] counted = [.. library.Sample().Where(channel => channel.IsCounted)];
            if (counted.Length == 0)
                throw Missing("the energy model has no counter of processor or GPU", "needs one of Apple's own chips");
            Sampled samples = new(library, [.. counted.Select(channel => channel.Name)]);
            MeterChannel[] channels =
            [
                .. counted.Select((channel, index) => new MeterChannel(
                    new MeterCounter(channel.Name, IsGpu: channel.IsGpu), () => samples.Joules(index))),
            ];
            channels[0].Read();
            return new ChannelMeter(
                Describe(counted), channels, clock, TimeSpan.Zero, "look whether powermetrics still shows it", [library]);
        }
        catch (Exception error) when (error is IOException or FormatException or MeterUnavailableException)
        {
            library?.Dispose();
            throw error as MeterUnavailableException ?? Missing(error.Message, "needs one of Apple's own chips");
        }
    }

    private static MeterDescription Describe(IoReportChannel[] counted) => new()
    {
        Name = MeterName,
        Source = EnergySource.Measured,
        Method = "energy counter of the chip's own model",
        ResolutionJoules = 1e-3 * counted.Length,
        UpdateSeconds = 0.1,
        Parts = [MeteredPart.Processors, MeteredPart.Memory, MeteredPart.Gpu],
        Properties = new Dictionary<string, string>
        {
            ["counted"] = string.Join(", ", counted.Select(channel => channel.Name)),
            ["covers"] = "processor, GPU, neural engine and memory, other programs included",
            ["tested"] = "with stubs only, not on hardware",
        },
    };

    private MeterUnavailableException Missing(string finding, string remedy) => new(Name, new MeterProbe(false, finding, remedy));

    /// <summary>One sample of all counters, taken where the first of them is read: readings go through them in order.</summary>
    private sealed class Sampled(IoReportLibrary library, string[] names)
    {
        private Dictionary<string, double> _joules = [];

        public double? Joules(int index)
        {
            if (index == 0)
            {
                _joules = [];
                foreach (IoReportChannel channel in library.Sample().Where(channel => names.Contains(channel.Name)))
                    _joules[channel.Name] = channel.Joules;
            }

            return _joules.TryGetValue(names[index], out double joules) ? joules : null;
        }
    }
}
