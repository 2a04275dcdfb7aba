using System.CommandLine;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Graphs;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Options;

/// <summary><c>--networks</c>, the measurements of whole networks, shared by the verbs that fit layer models.</summary>
internal sealed class NetworkDataOptions
{
    private readonly Option<string[]> _networks;

    /// <summary>The option.</summary>
    /// <param name="description">What the verb does with the networks.</param>
    public NetworkDataOptions(string description) => _networks = new Option<string[]>("--networks")
    {
        Description = description,
        HelpName = "FILES",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds the option to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command) => command.Add(_networks);

    /// <summary>The measurements of the files, each read once.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="more">Files that are read too.</param>
    /// <exception cref="Core.Errors.InputException">A file is wrong.</exception>
    public IReadOnlyList<LayerMeasurement> Read(ParseResult parsed, params string[] more) =>
        [.. parsed.GetRequiredValue(_networks).Concat(more).Distinct().SelectMany(LayerDataReader.Read)];

    /// <summary>Layers of a measured network: of the published networks by their tables, of all others by the zoo; null for a stranger.</summary>
    /// <param name="architecture">Name of the network.</param>
    /// <param name="batchSize">Items per forward pass.</param>
    public static NetworkShape? Find(string architecture, long batchSize)
    {
        if (NetworkShape.Published(architecture, batchSize) is { } published)
            return published;
        if (ModelZoo.TryFind(architecture) is not { } model)
            return null;
        GraphLayers layers = GraphLayers.Of(model.Build(new Workload { BatchSize = (int)batchSize }));
        return new NetworkShape(layers.Known, layers.Unknown);
    }
}
