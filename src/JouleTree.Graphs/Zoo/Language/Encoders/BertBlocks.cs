using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>The modules that BERT shares with its descendants; their classes differ by a prefix only.</summary>
internal static class BertBlocks
{
    /// <summary>Heads of the encoders.</summary>
    public static IReadOnlyList<TaskHead> Heads { get; } =
    [
        TaskHead.MaskedLM, TaskHead.SequenceClassification, TaskHead.TokenClassification, TaskHead.QuestionAnswering,
            TaskHead.MultipleChoice,
    ];

    /// <summary>Words, positions and types of a text, added up and normalised.</summary>
    public static Tensor Embeddings(GraphBuilder net, BertConfig config, long size, BertInputs inputs)
    {
        Tensor words = net.Embedding("word_embeddings", inputs.Ids, config.VocabSize, size);
        Tensor positions = net.Embedding("position_embeddings", net.Positions(net.Workload.SequenceLength!.Value),
            config.MaxPositionEmbeddings, size);
        Tensor typed = net.Embedding("token_type_embeddings", inputs.Types, config.TypeVocabSize, size);
        return net.LayerNorm("LayerNorm", net.Add(net.Add(words, typed), positions), config.LayerNormEps);
    }

    public static Tensor Layer(GraphBuilder net, string prefix, BertConfig config, Tensor x, Tensor mask)
    {
        Tensor attended = net.Module("attention", prefix + "Attention", () =>
        {
            Tensor context = net.Module("self", prefix + "SelfAttention", () => SelfAttention(net, config.NumAttentionHeads, x, mask));
            return net.Module("output", prefix + "SelfOutput", () =>
                net.LayerNorm("LayerNorm", net.Add(net.Linear("dense", context, config.HiddenSize), x), config.LayerNormEps));
        });
        Tensor expanded = net.Module("intermediate", prefix + "Intermediate", () =>
            net.Activation(ActivationNames.Of(config.HiddenAct), "intermediate_act_fn",
                net.Linear("dense", attended, config.IntermediateSize)));
        return net.Module("output", prefix + "Output", () =>
            net.LayerNorm("LayerNorm", net.Add(net.Linear("dense", expanded, config.HiddenSize), attended), config.LayerNormEps));
    }

    public static Tensor Pooler(GraphBuilder net, string prefix, Tensor encoded) => net.Module("pooler", prefix + "Pooler", () =>
        net.Activation("Tanh", "activation", net.Linear("dense", net.Select(encoded, 1, 0), encoded.Shape![^1])));

    public static Tensor SelfAttention(GraphBuilder net, int heads, Tensor x, Tensor mask)
    {
        long hidden = x.Shape![^1];
        Tensor query = net.SplitHeads(net.Linear("query", x, hidden), heads);
        Tensor key = net.SplitHeadsTransposed(net.Linear("key", x, hidden), heads);
        Tensor value = net.SplitHeads(net.Linear("value", x, hidden), heads);
        Tensor scores = net.WithScalar("Div", net.MatMul(query, key), Math.Sqrt((double)hidden / heads));
        return net.MergeHeads(net.MatMul(net.Softmax(net.Add(scores, mask)), value));
    }
}
