using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Layers.Measurements;

namespace JouleTree.Cli.Layers;

/// <summary><c>--networks</c>, the measurements of whole networks, shared by the verbs that fit layer models.</summary>
internal sealed class NetworkDataOptions
{
    private readonly Option<InputFile[]> _networks;

    /// <summary>The option.</summary>
    /// <param name="description">What the verb does with the networks.</param>
    public NetworkDataOptions(string description) => _networks = new Option<InputFile[]>("--networks")
    {
        Description = description,
        HelpName = "FILES",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    }.Read();

    /// <summary>The option itself.</summary>
    public Option Networks => _networks;

    /// <summary>Adds the option to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command) => command.Add(_networks);

    /// <summary>True where the option is given.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public bool IsGiven(ParseResult parsed) => parsed.GetRequiredValue(_networks).Length > 0;

    /// <summary>The measurements of the files and of DATA, which may hold networks too.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="data">DATA.</param>
    /// <exception cref="InputException">A file is wrong, or the machines differ.</exception>
    public IReadOnlyList<LayerMeasurement> Read(ParseResult parsed, InputFile data) =>
        LayerFiles.Read([data, .. parsed.GetRequiredValue(_networks)]);
}
