using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language;

/// <summary>The heads that many families have alike.</summary>
internal static class TaskHeads
{
    /// <summary>What an output layer over the vocabulary is given: every token, but only the last one while text is generated.</summary>
    /// <param name="net">The network.</param>
    /// <param name="hidden">Hidden states [batch, length, size].</param>
    public static Tensor Generated(GraphBuilder net, Tensor hidden)
    {
        long length = hidden.Shape![1];
        return net.Cache is null || length == 1 ? hidden : net.Slice(hidden, 1, length - 1, length);
    }

    /// <summary>An output layer over the vocabulary.</summary>
    /// <param name="net">The network.</param>
    /// <param name="name">Name of the layer.</param>
    /// <param name="x">What it is given [..., size].</param>
    /// <param name="embeddings">Name of the word embeddings' weights, which say the size of the vocabulary.</param>
    /// <param name="isTied">True where it shares them.</param>
    /// <param name="bias">True for one with a bias.</param>
    public static Tensor OverVocabulary(GraphBuilder net, string name, Tensor x, string embeddings, bool isTied, bool bias)
    {
        Tensor words = net.StoredAt(embeddings);
        return isTied ? net.LinearOf(name, x, words, bias) : net.Linear(name, x, words.Shape![0], bias);
    }

    /// <summary>The fields of Transformers' SequenceSummary, which has one form in each family.</summary>
    /// <param name="fields">The configuration.</param>
    /// <param name="type">Which token it takes: <c>first</c>, <c>last</c> or <c>cls_index</c>.</param>
    /// <param name="isOfLabels">True where it gives labels, false where it keeps the size.</param>
    /// <param name="activation">Its activation; null for none.</param>
    /// <exception cref="Core.Errors.InputException">The configuration asks for another form.</exception>
    public static void ReadSummary(ConfigFields fields, string type, bool isOfLabels, string? activation = null)
    {
        fields.Ignore("summary_first_dropout", "summary_last_dropout");
        fields.OnlyIfGiven("summary_type", type);
        fields.Only("summary_use_proj", "true");
        fields.OnlyIfGiven("summary_proj_to_labels", isOfLabels ? "true" : "false");
        if (activation is not null)
            fields.Only("summary_activation", activation);
        else if (fields.Word("summary_activation") is { } other)
            throw fields.Fail("summary_activation", $"is {other}, expected null");
    }

    /// <summary>Start and end of an answer: two numbers for each token, apart.</summary>
    /// <param name="net">The network.</param>
    /// <param name="hidden">Hidden states [batch, length, size].</param>
    public static IReadOnlyList<Tensor> Answer(GraphBuilder net, Tensor hidden)
    {
        IReadOnlyList<Tensor> ends = net.Split(net.Linear("qa_outputs", hidden, 2), 2, 2);
        return [.. ends.Select(end => net.Reshape(end, end.Shape![0], end.Shape[1]))];
    }

    /// <summary>One number for each choice [batch, choices].</summary>
    /// <param name="net">The network.</param>
    /// <param name="name">Name of the layer.</param>
    /// <param name="pooled">A vector for each row [batch · choices, size].</param>
    public static Tensor Choice(GraphBuilder net, string name, Tensor pooled) =>
        net.Reshape(net.Linear(name, pooled, 1), net.Workload.BatchSize, net.Choices);

    /// <summary>The last token of each row.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">[batch, length, ...].</param>
    public static Tensor Last(GraphBuilder net, Tensor x) => net.Select(x, 1, x.Shape![1] - 1);

    /// <summary>A sequence in one vector, as Transformers' SequenceSummary makes it of one of its tokens.</summary>
    /// <param name="net">The network.</param>
    /// <param name="name">Name of the module.</param>
    /// <param name="token">The token's vector [batch, size].</param>
    /// <param name="size">Size of the result.</param>
    /// <param name="activation">Activation behind the layer, or null.</param>
    public static Tensor Summary(GraphBuilder net, string name, Func<Tensor> token, long size, string? activation = null) =>
        net.Module(name, "SequenceSummary", () =>
        {
            Tensor summary = net.Linear("summary", token(), size);
            return activation is null ? summary : net.Activation(activation, "activation", summary);
        });
}
