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
