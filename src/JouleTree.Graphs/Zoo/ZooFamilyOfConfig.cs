using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo;

/// <summary>A family whose models are configurations of one record.</summary>
/// <typeparam name="TConfig">The configuration: a record with the fields of the family's config.json.</typeparam>
public abstract class ZooFamily<TConfig> : ZooFamily
    where TConfig : class
{
    private readonly List<ZooModel> _models = [];
    private readonly Dictionary<string, TConfig> _configs = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<ZooModel> Models => _models;

    /// <summary>Class of the whole model, such as <c>BertModel</c>.</summary>
    protected abstract string ClassName { get; }

    /// <summary>A configuration with some of its fields changed.</summary>
    /// <param name="fields">The changes, by the names of config.json.</param>
    /// <param name="config">The configuration to change.</param>
    /// <exception cref="InputException">A value is of the wrong kind, or values do not fit together.</exception>
    protected abstract TConfig Read(ConfigFields fields, TConfig config);

    /// <summary>Writes the network down.</summary>
    /// <param name="net">Where to.</param>
    /// <param name="config">Its configuration.</param>
    /// <returns>What a forward pass gives back.</returns>
    protected abstract IReadOnlyList<Tensor> Forward(GraphBuilder net, TConfig config);

    /// <summary>The workload with the sizes filled in that it leaves to the family. Default: as it is.</summary>
    /// <param name="workload">What was asked for.</param>
    /// <param name="config">The configuration.</param>
    /// <exception cref="InputException">The model cannot take that workload.</exception>
    protected virtual Workload Complete(Workload workload, TConfig config) => workload;

    /// <summary>Gives a configuration a name.</summary>
    /// <param name="name">Name on the command line.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="publishedParameters">Published number of parameters, or null where none is known.</param>
    /// <param name="source">Where it is published.</param>
    /// <param name="alias">Another name.</param>
    protected void Declare(string name, TConfig config, long? publishedParameters = null, string? source = null, string? alias = null)
    {
        _models.Add(new ZooModel(name, this, publishedParameters, source) { Alias = alias });
        _configs.Add(name, config);
    }

    internal sealed override (IReadOnlyList<(string Name, int Value)> Sizes, bool TakesSequences) Describe(ZooModel model)
    {
        List<(string Name, int Value)> sizes = [];
        TConfig config = Read(ConfigFields.Noting(sizes), _configs[model.Name]);
        return (sizes, Complete(new Workload(), config).SequenceLength is not null);
    }

    internal sealed override Graph Build(ZooModel model, Workload workload, ConfigFields changes)
    {
        changes.RefuseOtherFamily(ModelType);
        TConfig config = Read(changes, _configs[model.Name]);
        changes.RefuseUnread();
        GraphBuilder net = new(model.Name, ClassName, Complete(workload, config));
        return net.Build(Forward(net, config));
    }
}
