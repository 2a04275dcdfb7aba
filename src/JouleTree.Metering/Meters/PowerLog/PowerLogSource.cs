using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Meters.PowerLog;

/// <summary>An external meter's log, always named by the user.</summary>
/// <param name="path">The log.</param>
/// <param name="offsetSeconds">How far the meter's clock is behind this machine's, in seconds.</param>
/// <param name="machine">The machine: its clock.</param>
internal sealed class PowerLogSource(string path, double offsetSeconds, Machine machine) : IMeterSource
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
            MeterDescription description = Open(TimeSpan.Zero).Description;
            return new MeterProbe(true, $"{path}, a reading every {description.Properties["step_s"]} s", null, description);
        }
        catch (MeterUnavailableException error)
        {
            return error.Probe;
        }
        catch (InputException error)
        {
            return new MeterProbe(false, error.Message, "mend the log");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">The log is damaged.</exception>
    public IEnergyMeter Open() => Open(Patience);

    // A log that cannot be read is a meter that is not there; one that can be, but is damaged, is bad input.
    private PowerLogMeter Open(TimeSpan patience)
    {
        try
        {
            return new PowerLogMeter(path, offsetSeconds, machine, patience);
        }
        catch (InputException error) when (error.InnerException is { } cause && FileFailure.IsExpected(cause))
        {
            throw new MeterUnavailableException(
                Name, new MeterProbe(false, error.Message, "start the external meter first, or name the file that it writes"));
        }
    }
}
