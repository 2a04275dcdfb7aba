using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters.Channels;

namespace JouleTree.Metering.Meters.Battery;

/// <summary>The batteries of a laptop that runs on them: the machine as a whole, screen included.</summary>
/// <remarks>
/// The power that a battery tells is integrated; one that tells only what it holds is read by what it lost. Batteries refresh what they
/// tell every second to half a minute, and average over it, so that a step of load shows seconds later: windows should be minutes long.
/// </remarks>
/// <param name="folder">The kernel's power supplies.</param>
/// <param name="clock">Monotonic clock and timer.</param>
internal sealed class BatterySource(PowerSupplyFolder folder, TimeProvider clock) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "battery";

    // The step of energy_now on most laptops is 10 mWh; that of power_now a thousandth of a watt.
    private const double EnergyStepJoules = 36;
    private const double PowerStepWatts = 1e-3;
    private const double UpdateSeconds = 10;

    private static readonly TimeSpan SamplingPeriod = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterChoosing Choosing => MeterChoosing.ByNameOnly;

    /// <inheritdoc/>
    public MeterProbe Probe() => MeterProbe.Of(this, "counted");

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        try
        {
            IReadOnlyList<string> batteries = folder.Batteries();
            if (batteries.Count == 0)
                throw Missing($"there is no battery below {folder.Root}", "needs a laptop or another machine with a battery");
            if (folder.IsSupplied() || !batteries.Any(name => folder.State(name).IsDischarging))
                throw Missing("no battery is discharging", "unplug the machine: what the mains supply, no battery tells");
            bool tellsPower = batteries.All(name => folder.State(name).Watts is not null);
            if (!tellsPower && !batteries.All(name => folder.State(name).Joules is not null))
                throw Missing("a battery tells neither power_now nor current_now, energy_now nor charge_now",
                    "ask for another meter by its name");
            MeterChannel[] channels = [.. batteries.Select(name => Channel(name, tellsPower))];
            return new ChannelMeter(Describe(batteries, tellsPower), channels, clock, SamplingPeriod,
                "look whether the battery is still there", []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Missing($"a battery cannot be read: {error.Message}", "load the driver again: modprobe -r battery; modprobe battery");
        }
    }

    private MeterChannel Channel(string name, bool tellsPower)
    {
        double? first = folder.State(name).Joules;
        return new MeterChannel(new MeterCounter(name), Read, tellsPower)
        {
            Missing = "the machine was plugged in, or its battery told nothing: measure again on the battery",
        };

        double? Read()
        {
            BatteryState state = folder.State(name);
            return folder.IsSupplied() ? null : tellsPower ? state.Watts : first - state.Joules;
        }
    }

    private static MeterDescription Describe(IReadOnlyList<string> batteries, bool tellsPower) => new()
    {
        Name = MeterName,
        Source = EnergySource.Measured,
        Method = tellsPower ? "integrated power (trapezoid)" : "energy that the battery lost",
        ResolutionJoules = tellsPower ? PowerStepWatts * UpdateSeconds : EnergyStepJoules,
        UpdateSeconds = UpdateSeconds,
        Parts = [MeteredPart.Machine],
        Properties = new Dictionary<string, string>
        {
            ["counted"] = string.Join(", ", batteries),
            ["covers"] = "the whole machine on its battery, screen and other programs included",
            ["limits"] = "refreshed every 1 to 30 s and averaged over that: a step of load shows seconds later",
        },
    };

    private MeterUnavailableException Missing(string finding, string remedy) => new(Name, new MeterProbe(false, finding, remedy));
}
