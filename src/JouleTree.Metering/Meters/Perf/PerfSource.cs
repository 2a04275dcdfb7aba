using System.Globalization;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters.Channels;

namespace JouleTree.Metering.Meters.Perf;

/// <summary>
/// Looks for the processors' energy events, which are the counters of RAPL by another way: the kernel may allow them where it keeps
/// powercap's files for root.
/// </summary>
/// <param name="folder">What the kernel tells of them.</param>
/// <param name="clock">Monotonic clock.</param>
/// <param name="open">Opens a count: kind, event, processor.</param>
internal sealed class PerfSource(PowerEventFolder folder, TimeProvider clock, Func<uint, ulong, int, IPerfCounter> open) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "perf";

    private const string ReloadRemedy = "load the driver again: modprobe -r rapl; modprobe rapl";

    private static readonly string[] AllowCommands =
    [
        "sudo sysctl kernel.perf_event_paranoid=0",
        "echo kernel.perf_event_paranoid=0 | sudo tee /etc/sysctl.d/70-perf-energy.conf",
    ];

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterProbe Probe() => MeterProbe.Of(this, "counted");

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        if (!folder.Exists)
            throw Missing($"there is no {folder.Root}", "needs Linux on a processor with RAPL; on hardware: modprobe rapl");
        List<IPerfCounter> counters = [];
        try
        {
            IReadOnlyList<PowerEvent> events = folder.Events();
            if (!events.Any(one => one.Name == PowerEvent.Package))
            {
                throw Missing(events.Count == 0
                    ? $"{folder.Root} has no energy event"
                    : $"{folder.Root} has no {PowerEvent.Package}, only {string.Join(", ", events.Select(one => one.Name))}",
                    "needs a processor whose packages are counted; a virtual machine shows what its host lets through");
            }

            uint type = folder.Type();
            IReadOnlyList<int> processors = folder.Processors();
            List<MeterChannel> channels = [];
            foreach (PowerEvent one in events)
            {
                foreach (int processor in processors)
                {
                    IPerfCounter counter = open(type, one.Config, processor);
                    counters.Add(counter);
                    string label = processors.Count == 1
                        ? one.Name
                        : string.Create(CultureInfo.InvariantCulture, $"{one.Name}/cpu{processor}");
                    channels.Add(new MeterChannel(new MeterCounter(label, one.IsCounted), () => counter.Read() * one.JoulesPerStep)
                    {
                        MustMove = one.Name == PowerEvent.Package,
                    });
                }
            }

            return new ChannelMeter(Describe(events, channels), channels, clock, TimeSpan.Zero, "look whether its driver is still loaded",
                counters);
        }
        catch (Exception error) when (error is PerfException or IOException or FormatException or UnauthorizedAccessException
            or MeterUnavailableException)
        {
            foreach (IPerfCounter counter in counters)
                counter.Dispose();
            throw error as MeterUnavailableException ?? Refused(error);
        }
    }

    private MeterUnavailableException Refused(Exception error) => error switch
    {
        PerfException { IsDenied: true } => new MeterUnavailableException(Name, new MeterProbe(false,
            $"permission denied to count the energy of whole processors (perf_event_paranoid is {folder.Paranoid() ?? "not told"}, "
                + "0 or less allows it)", $"allow it with: {AllowCommands[0]}")
        {
            Commands = AllowCommands,
        }),
        PerfException => Missing($"the kernel does not open the events: {error.Message}",
            "in a container, its profile of system calls must allow perf_event_open"),
        _ => Missing($"the events cannot be read: {error.Message}", ReloadRemedy),
    };

    private MeterUnavailableException Missing(string finding, string remedy) => new(Name, new MeterProbe(false, finding, remedy));

    private static MeterDescription Describe(IReadOnlyList<PowerEvent> events, IReadOnlyList<MeterChannel> channels) => new()
    {
        Name = MeterName,
        Source = EnergySource.Measured,
        Method = "energy counter",
        // The hardware counts in steps of 2^-14 J on most processors; the kernel only scales them finer.
        ResolutionJoules = Math.Max(61e-6, events.Max(one => one.JoulesPerStep)),
        UpdateSeconds = 1e-3,
        Parts = events.Any(one => one.Name == PowerEvent.Memory)
            ? [MeteredPart.Processors, MeteredPart.Memory]
            : [MeteredPart.Processors],
        Properties = new Dictionary<string, string>
        {
            ["counted"] = string.Join(", ", channels.Where(one => one.Counter.IsCounted).Select(one => one.Counter.Label)),
            ["reported_only"] = string.Join(", ", channels.Where(one => !one.Counter.IsCounted).Select(one => one.Counter.Label)),
            ["covers"] = "whole sockets, other programs included",
        },
    };
}
