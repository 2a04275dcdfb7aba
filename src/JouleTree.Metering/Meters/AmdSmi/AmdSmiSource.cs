using System.Globalization;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters.Channels;

namespace JouleTree.Metering.Meters.AmdSmi;

/// <summary>Looks for AMD's GPUs with a counter of energy.</summary>
/// <param name="open">Opens the library, or gives null where there is none.</param>
/// <param name="clock">Monotonic clock.</param>
internal sealed class AmdSmiSource(Func<AmdSmiLibrary?> open, TimeProvider clock) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "amd-smi";

    private const string PowerRemedy = "ask for hwmon:amdgpu, which integrates their power";

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterChoosing Choosing => MeterChoosing.OnGpu;

    /// <inheritdoc/>
    public MeterProbe Probe() => MeterProbe.Of(this, "counted");

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        AmdSmiLibrary? library = null;
        try
        {
            library = open() ?? throw Missing("no AMD management library on this machine",
                "install AMD's amd-smi-lib (ROCm); without it, hwmon:amdgpu");
            IReadOnlyList<nint> devices = library.Devices();
            if (devices.Count == 0)
                throw Missing("the driver sees no GPU", "check that amd-smi list shows it");
            string?[] addresses = [.. devices.Select(library.Address)];
            MeterChannel[] channels =
            [
                .. devices.Select((device, index) => new MeterChannel(
                    new MeterCounter(
                        string.Create(CultureInfo.InvariantCulture, $"gpu-{index} {addresses[index]}").TrimEnd(), IsGpu: true),
                    () => library.Joules(device))),
            ];
            // Steps of nothing are those of a counter that does not count.
            if (channels.FirstOrDefault(channel => channel.Read() is null or 0) is { } silent)
                throw Missing($"{silent.Counter.Label} has no counter of energy", PowerRemedy);
            return new ChannelMeter(Describe(channels, addresses), channels, clock, TimeSpan.Zero,
                "look whether amd-smi list still shows the GPU", [library]);
        }
        catch (AmdSmiException error)
        {
            library?.Dispose();
            throw Missing(error.Message, "check the driver with amd-smi list");
        }
        catch (MeterUnavailableException)
        {
            library?.Dispose();
            throw;
        }
    }

    private static MeterDescription Describe(MeterChannel[] channels, string?[] addresses) => new()
    {
        Name = MeterName,
        Source = EnergySource.Measured,
        Method = "energy counter",
        // Steps are 15.3 µJ on MI200 and MI300 (counter_resolution); the firmware adds up every millisecond or so.
        ResolutionJoules = 1e-3,
        UpdateSeconds = 0.1,
        Parts = [.. addresses.Select(MeteredPart.OfGpu)],
        Properties = new Dictionary<string, string>
        {
            ["counted"] = string.Join(", ", channels.Select(channel => channel.Counter.Label)),
            ["covers"] = "the GPUs, not the processor",
            ["limits"] = "some GPUs count wrongly: compare with hwmon:amdgpu",
        },
    };

    private MeterUnavailableException Missing(string finding, string remedy) => new(Name, new MeterProbe(false, finding, remedy));
}
