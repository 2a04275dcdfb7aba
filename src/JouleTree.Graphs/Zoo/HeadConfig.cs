namespace JouleTree.Graphs.Zoo;

/// <summary>Which head stands on a model, and its sizes.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Labels">Classes of a classification (<c>num_labels</c>).</param>
/// <param name="Choices">Continuations to choose from for each item (<c>num_choices</c>).</param>
internal sealed record HeadConfig(TaskHead Kind, int Labels, int Choices)
{
    // Transformers' own default of num_labels, and the number of choices of its examples.
    private const int Default = 2;

    /// <summary>A head with the sizes that the changes to a configuration name.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="fields">The changes.</param>
    internal static HeadConfig Read(TaskHead kind, ConfigFields fields) => new(
        kind,
        fields.Size(Default, "num_labels"),
        kind is TaskHead.MultipleChoice or TaskHead.DoubleHeads ? fields.Size(Default, "num_choices") : 1);
}
