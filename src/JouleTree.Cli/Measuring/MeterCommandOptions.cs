using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Cli.Measuring;

/// <summary>The options that choose and describe a meter, shared by the verbs that measure.</summary>
internal sealed class MeterCommandOptions
{
    private readonly Option<string> _meter = new("--meter")
    {
        Description = "auto (the best available), one that doctor lists, such as rapl, several, such as rapl+nvml, or power-log:FILE.",
        HelpName = "METER",
        DefaultValueFactory = _ => MeterCatalog.Auto,
    };

    private readonly Option<double?> _wattsPerCore = new Option<double?>("--watts-per-core")
    {
        Description = "Watts of one busy core, for the cpu-model; a table of processors, else 12 W, where nothing is said.",
        HelpName = "W",
    }.Real("watts", above: 0);

    private readonly Option<double> _clockOffset = new Option<double>("--clock-offset")
    {
        Description = "Seconds by which the clock of the power log is behind this machine's.",
        HelpName = "S",
    }.Real("seconds");

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        command.Add(_meter);
        command.Add(_wattsPerCore);
        command.Add(_clockOffset);
    }

    /// <summary>What the user said about meters.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="runsOnGpu">The network runs on a GPU.</param>
    /// <param name="gpu">Which GPU, or null for nothing said.</param>
    public MeterOptions Read(ParseResult parsed, bool runsOnGpu = false, string? gpu = null) => new()
    {
        Gpu = gpu,
        WattsPerCore = parsed.GetValue(_wattsPerCore),
        RunsOnGpu = runsOnGpu,
        ClockOffsetSeconds = parsed.GetValue(_clockOffset),
    };

    /// <summary>Opens the meter that the user asked for.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="options">What the user said about meters.</param>
    /// <param name="machine">The machine.</param>
    /// <exception cref="MeterUnavailableException">It is not available.</exception>
    /// <exception cref="UsageException">There is no such kind of meter.</exception>
    public MeterChoice Open(ParseResult parsed, MeterOptions options, Machine machine)
    {
        try
        {
            return MeterCatalog.Of(options, machine).Open(parsed.GetRequiredValue(_meter), options, machine);
        }
        catch (InputException error) when (error.Place.File is null)
        {
            throw new UsageException($"--meter {parsed.GetRequiredValue(_meter)}: {ArgumentFlags.In(error)}");
        }
    }
}
