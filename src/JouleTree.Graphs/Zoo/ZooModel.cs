using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <summary>An architecture of the zoo: a family with a configuration.</summary>
/// <param name="Name">Name on the command line, such as <c>bert-base-uncased</c>.</param>
/// <param name="Family">The family that builds it.</param>
/// <param name="PublishedParameters">Published number of parameters, or null where none is known.</param>
/// <param name="Source">Where that number is published, or null.</param>
public sealed record ZooModel(string Name, ZooFamily Family, long? PublishedParameters, string? Source)
{
    /// <summary>Another name for it, or null.</summary>
    public string? Alias { get; init; }

    /// <summary>The sizes that changes to its configuration may name, such as <c>num_hidden_layers</c>, with their values.</summary>
    public IReadOnlyList<(string Name, int Value)> Sizes => Family.Describe(this).Sizes;

    /// <summary>True for models of sequences, false for others, such as image classifiers.</summary>
    public bool TakesSequences => Family.Describe(this).TakesSequences;

    /// <summary>The model's graph for a workload.</summary>
    /// <param name="workload">What it is built for; null for one item of the family's default size.</param>
    /// <param name="changes">Changes to its configuration; null for none.</param>
    /// <exception cref="InputException">The workload or the changed configuration does not fit the model.</exception>
    public Graph Build(Workload? workload = null, ConfigFields? changes = null) =>
        Family.Build(this, (workload ?? new Workload()).Checked(), changes ?? ConfigFields.Empty());
}
