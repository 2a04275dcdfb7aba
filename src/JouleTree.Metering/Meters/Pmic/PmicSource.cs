using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters.Channels;

namespace JouleTree.Metering.Meters.Pmic;

/// <summary>The power management chip of a Raspberry Pi 5: volts times amperes of its rails, summed and integrated.</summary>
/// <remarks>A reading starts a program (some 10 ms of a core), so it is taken twice a second.</remarks>
/// <param name="read">What the chip tells; null where there is no such chip. Throws an <see cref="IOException"/> where it fails.</param>
/// <param name="clock">Monotonic clock and timer.</param>
internal sealed class PmicSource(Func<string?> read, TimeProvider clock) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "pmic";

    // A step of the converters is 0.12 to 0.73 mA and some mV (the readings themselves show it); a rail's power steps by milliwatts.
    private const double StepWatts = 0.01;
    private const double UpdateSeconds = 0.5;

    private static readonly TimeSpan SamplingPeriod = TimeSpan.FromSeconds(UpdateSeconds);

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterProbe Probe() => MeterProbe.Of(this, "counted");

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        try
        {
            string text = read() ?? throw Missing("there is no program vcgencmd",
                "needs a Raspberry Pi 5, with the package raspi-utils");
            string[] rails = [.. PmicParser.Rails(text).Select(rail => rail.Rail)];
            if (rails.Length == 0)
                throw Missing("vcgencmd tells no rail's volts and amperes", "needs a Raspberry Pi 5: earlier ones have no such chip");
            MeterChannel channel = new(new MeterCounter("rails"), Watts, IsPower: true);
            return new ChannelMeter(Describe(rails), [channel], clock, SamplingPeriod, "look whether vcgencmd still answers", []);
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            throw Missing($"vcgencmd does not tell: {error.Message}",
                "needs a Raspberry Pi 5, and a user of the group video: sudo usermod -aG video \"$USER\"");
        }
    }

    private double? Watts() => read() is { } text ? PmicParser.Rails(text).Sum(rail => rail.Watts) : null;

    private static MeterDescription Describe(string[] rails) => new()
    {
        Name = MeterName,
        Source = EnergySource.Measured,
        Method = "integrated power (trapezoid)",
        ResolutionJoules = StepWatts * UpdateSeconds,
        UpdateSeconds = UpdateSeconds,
        Parts = [MeteredPart.Machine],
        Properties = new Dictionary<string, string>
        {
            ["counted"] = string.Join(", ", rails),
            ["covers"] = "the board's rails behind its power chip: not the chip's losses, nor what USB and the 5 V pins supply",
        },
    };

    private MeterUnavailableException Missing(string finding, string remedy) => new(Name, new MeterProbe(false, finding, remedy));
}
