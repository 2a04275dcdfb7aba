using System.CommandLine;
using JouleTree.Metering.Drift;

namespace JouleTree.Cli.Measuring;

/// <summary>Where readings of the machine's state are kept from run to run.</summary>
internal sealed class DriftHistoryOption
{
    private readonly Option<string?> _file = new("--history")
    {
        Description = "File of this machine's earlier reference readings, from which drift between runs is judged; 'none' keeps none.",
        HelpName = "FILE|none",
    };

    /// <summary>Adds the option to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command) => command.Add(_file);

    /// <summary>The history; null for none.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public DriftHistory? Read(ParseResult parsed) => parsed.GetValue(_file) switch
    {
        "none" => null,
        { Length: > 0 } path => new DriftHistory(path),
        _ => DriftHistory.OfUser(Environment.GetEnvironmentVariable),
    };
}
