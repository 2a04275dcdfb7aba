using JouleTree.Core.Errors;

namespace JouleTree.Metering.Meters.PowerLog;

/// <summary>An external meter's log, always named by the user.</summary>
/// <param name="path">The log.</param>
/// <param name="offsetSeconds">How far the meter's clock is behind this machine's, in seconds.</param>
/// <param name="clock">Clock.</param>
public sealed class PowerLogSource(string path, double offsetSeconds, TimeProvider clock) : IMeterSource
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "power-log";

    /// <summary>How long to wait for readings that are not yet in the log.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => MeterName;

    /// <inheritdoc/>
    public MeterProbe Probe()
    {
        try
        {
            MeterDescription description = new PowerLogMeter(path, offsetSeconds, clock, TimeSpan.Zero).Description;
            return new MeterProbe(true, $"{path}, a reading every {description.Properties["step_s"]} s", null, description);
        }
        catch (InputException error)
        {
            return new MeterProbe(false, error.Message);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">The log is missing or damaged.</exception>
    public IEnergyMeter Open() => new PowerLogMeter(path, offsetSeconds, clock, Patience);
}
