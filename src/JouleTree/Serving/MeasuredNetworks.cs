using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Measurements;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Models;

namespace JouleTree.Serving;

/// <summary>
/// Networks of measured deployments: those that have a name here, others from an <c>architectures.json</c> beside their table. Each is
/// built once. Not thread-safe.
/// </summary>
internal sealed class MeasuredNetworks
{
    private readonly Dictionary<(string Model, string Types), ServedNetwork> _networks = [];
    private readonly Dictionary<(string Model, string Types), ServedModel> _models = [];
    private readonly Lazy<IReadOnlyDictionary<string, Func<string, ServedNetwork>>?> _beside;

    /// <summary>Networks of the rows of a table.</summary>
    /// <param name="table">The table.</param>
    public MeasuredNetworks(InputFile table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _beside = new(() =>
        {
            InputFile file = Path.Combine(table.Folder, ServedNetworksFile.FileName);
            return file.Exists ? ServedNetworksFile.Read(file) : null;
        });
    }

    /// <summary>The network of a row.</summary>
    /// <param name="row">A measured deployment.</param>
    /// <exception cref="InputException">Neither has it.</exception>
    public ServedNetwork Of(ServingMeasurement row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (_networks.TryGetValue((row.Model, row.Types), out ServedNetwork? known))
            return known;
        return _networks[(row.Model, row.Types)] = ModelZoo.TryFind(row.Model) is not null ? ModelOf(row).Network
            : _beside.Value?.GetValueOrDefault(row.Family) is { } written ? written(row.Types)
            : throw new InputException(row.Place,
                $"{row.Model} has no name here, and no {ServedNetworksFile.FileName} beside the table has {row.Family}");
    }

    /// <summary>The model of a row, which can be built for any step.</summary>
    /// <param name="row">A measured deployment.</param>
    /// <exception cref="InputException">It has no name here.</exception>
    public ServedModel ModelOf(ServingMeasurement row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (_models.TryGetValue((row.Model, row.Types), out ServedModel? known))
            return known;
        ModelSource source = ModelZoo.TryFind(row.Model) is { } model
            ? ModelSource.OfArchitecture(model)
            : throw new InputException(row.Place, $"{row.Model} has no name here");
        // Published in other types than it was served in, it is served in those of the row.
        string types = row.Types switch { "fp8" => "float8", "fp16" or "float16" or "bf16" => "bfloat16", var other => other };
        ServedModel published = ServedModel.Of(source);
        return _models[(row.Model, row.Types)] = published.Network.Types == types
            ? published
            : ServedModel.Of(source, new NumberTypes { Weights = NumberFormat.Parse(types) });
    }
}
