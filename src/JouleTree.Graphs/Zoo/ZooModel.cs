using JouleTree.Core.Errors;
using JouleTree.Graphs.Weights;

namespace JouleTree.Graphs.Zoo;

/// <summary>An architecture of the zoo: a family with a configuration.</summary>
/// <param name="Name">Name on the command line, such as <c>bert-base-uncased</c>.</param>
/// <param name="Family">The family that builds it.</param>
/// <param name="PublishedParameters">Published number of parameters, or null where none is known.</param>
/// <param name="Source">Where that number is published, or null.</param>
internal sealed record ZooModel(string Name, ZooFamily Family, long? PublishedParameters, string? Source)
{
    /// <summary>Other names of the same architecture: older ones, and those of models trained further from it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>
    /// Types in which it is published, where that is not one wide type; what a workload says of types wins over them.
    /// </summary>
    public NumberTypes? Types { get; init; }

    /// <summary>
    /// The tensors of its files of weights, whose types are counted where a workload names none of weights; null for none.
    /// </summary>
    public StoredWeights? Weights { get; init; }

    /// <summary>The name by which its family knows its configuration.</summary>
    public string ConfigurationName { get; init; } = Name;

    /// <summary>This model in other types.</summary>
    /// <param name="types">The types.</param>
    /// <param name="suffix">What its name says of them.</param>
    public ZooModel In(NumberTypes types, string suffix) => this with { Name = Name + suffix, Aliases = [], Types = types };

    /// <summary>The fields of the config.json that describes it; null for a model of the zoo.</summary>
    public ConfigFields? Fields { get; init; }

    /// <summary>The sizes that changes to its configuration may name, such as <c>num_hidden_layers</c>, with their values.</summary>
    public IReadOnlyList<(string Name, int Value)> Sizes =>
        [.. Describe().Fields.Where(pair => pair.Value is int).Select(pair => (pair.Name, (int)pair.Value!))];

    /// <summary>True for models of sequences, false for others, such as image classifiers.</summary>
    public bool TakesSequences => Describe().TakesSequences;

    /// <summary>
    /// Learned numbers of the base model. Where a total is published nothing is built: tests hold it equal to ours.
    /// </summary>
    public long CountParameters() => PublishedParameters ?? Build().ParameterCount;

    /// <summary>What its configuration says.</summary>
    /// <param name="changes">Changes to it; null for none.</param>
    /// <exception cref="InputException">A configuration of a file is wrong, or a change is.</exception>
    public ModelDescription Describe(ConfigFields? changes = null) => Family.Describe(this, changes ?? ConfigFields.Empty());

    /// <summary>The model's graph for a workload.</summary>
    /// <param name="workload">What it is built for; null for one item of the family's default size.</param>
    /// <param name="changes">Changes to its configuration; null for none.</param>
    /// <exception cref="InputException">The workload or the changed configuration does not fit the model.</exception>
    public Graph Build(Workload? workload = null, ConfigFields? changes = null) =>
        Family.Build(this, (workload ?? new Workload()).Checked(), changes ?? ConfigFields.Empty());

    /// <summary>The head that stands on it.</summary>
    public TaskHead Head { get; init; }

    /// <summary>This model with a head on it, by the name <c>model:head</c>.</summary>
    /// <param name="head">One of the family's heads.</param>
    /// <exception cref="InputException">The family does not have it.</exception>
    public ZooModel With(TaskHead head)
    {
        if (!Family.Heads.Contains(head))
        {
            string known = Family.Heads.Count == 0 ? "none" : string.Join(", ", Family.Heads.Select(TaskHeadNames.ToName));
            throw new InputException($"{Name} has no head {head.ToName()}; the heads of {Family.Name} are: {known}");
        }

        return new ZooModel($"{Name}:{head.ToName()}", Family, null, null)
        {
            Head = head,
            Fields = Fields,
            Types = Types,
            Weights = Weights,
            ConfigurationName = ConfigurationName,
        };
    }
}

/// <summary>What a model's configuration says.</summary>
/// <param name="Fields">
/// The fields that its family reads, by the names of config.json, with their values: numbers, texts, truth values, lists of sizes, or
/// null.
/// </param>
/// <param name="TakesSequences">True for models of sequences, false for others, such as image classifiers.</param>
/// <param name="ContextLength">Longest sequence in tokens; null where none is known, or where there is no bound.</param>
internal sealed record ModelDescription(
    IReadOnlyList<(string Name, object? Value)> Fields, bool TakesSequences, int? ContextLength);
