using System.ComponentModel;
using JouleTree.Core.Errors;

namespace JouleTree.Metering.Meters.Emi;

/// <summary>Looks for energy meters of Windows.</summary>
/// <param name="openAll">Opens all meters of the machine; null where the system has no such interface.</param>
/// <param name="clock">Monotonic clock.</param>
internal sealed class EmiSource(Func<IReadOnlyList<IEmiDevice>>? openAll, TimeProvider clock) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "emi";

    /// <summary>The meters of this machine.</summary>
    /// <param name="clock">Monotonic clock.</param>
    public static EmiSource OfThisMachine(TimeProvider clock) => new(OperatingSystem.IsWindows() ? EmiDevice.OpenAll : null, clock);

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterProbe Probe() => MeterProbe.Of(this, "counted");

    /// <inheritdoc/>
    public IEnergyMeter Open()
    {
        if (openAll is null)
            throw new MeterUnavailableException(Name,
                new MeterProbe(false, "this is not Windows", "needs Windows 11 on hardware with an energy meter"));
        try
        {
            IReadOnlyList<IEmiDevice> devices = openAll();
            if (devices.Count == 0)
                throw new MeterUnavailableException(Name,
                    new MeterProbe(false, "Windows lists no energy meter", "needs Windows 11 on hardware"));
            EmiMeter meter = new(devices, clock);
            if (meter.CountsSomething)
                return meter;
            string parts = meter.Description.Properties["reported_only"];
            meter.Dispose();
            throw new MeterUnavailableException(Name, new MeterProbe(false,
                $"the energy meter has no channel of a whole package, only {parts}", "ask for another meter by its name"));
        }
        catch (InputException error)
        {
            throw new MeterUnavailableException(Name,
                new MeterProbe(false, $"the energy meter is of a kind that is not known: {error.Message}",
                "ask for another meter by its name"));
        }
        catch (Exception error) when (error is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw new MeterUnavailableException(Name,
                new MeterProbe(false, $"the energy meter does not answer: {error.Message}", "run as administrator"));
        }
    }
}
