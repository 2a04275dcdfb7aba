namespace JouleTree.Graphs.Zoo;

/// <summary>Which head stands on a model, and its sizes.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Labels">Classes of a classification (<c>num_labels</c>).</param>
/// <param name="Choices">Continuations to choose from for each item (<c>num_choices</c>).</param>
/// <param name="IsTied">An output layer over the vocabulary shares the word embeddings' weights (<c>tie_word_embeddings</c>).</param>
internal sealed record HeadConfig(TaskHead Kind, int Labels, int Choices, bool IsTied)
{
    // Transformers' own default of num_labels, and the number of choices of its examples.
    private const int Default = 2;

    /// <summary>A head with the sizes that the changes to a configuration name.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="fields">The changes.</param>
    internal static HeadConfig Read(TaskHead kind, ConfigFields fields) => new(
        kind,
        LabelsOf(fields, Default, "num_labels"),
        kind is TaskHead.MultipleChoice or TaskHead.DoubleHeads ? fields.Size(Default, "num_choices") : 1,
        fields.Flag(true, "tie_word_embeddings"));

    /// <summary>Number of classes: a configuration may just list their names (<c>id2label</c>).</summary>
    /// <param name="fields">The changes.</param>
    /// <param name="current">Their number where nothing is said.</param>
    /// <param name="names">Names of the field that says it.</param>
    internal static int LabelsOf(ConfigFields fields, int current, params ReadOnlySpan<string> names) =>
        fields.Size(fields.Part("id2label") is { Count: > 0 } labels ? labels.Count : current, names);
}
