using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>What OpenAI's GPT and GPT-2 have alike beside their configuration.</summary>
internal static class GptHeads
{
    /// <summary>A head on the hidden states of all tokens.</summary>
    public static IReadOnlyList<Tensor> Of(GraphBuilder net, GptConfig config, HeadConfig head, Tensor hidden, string wordEmbeddings)
    {
        switch (head.Kind)
        {
            case TaskHead.SequenceClassification:
                return [TaskHeads.Last(net, net.Linear("score", hidden, head.Labels, bias: false))];
            case TaskHead.TokenClassification:
                return [net.Linear("classifier", hidden, head.Labels)];
            case TaskHead.QuestionAnswering:
                return TaskHeads.Answer(net, hidden);
            default:
                Tensor next = TaskHeads.OverVocabulary(net, "lm_head", TaskHeads.Generated(net, hidden), wordEmbeddings, head.IsTied,
                    bias: false);
                if (head.Kind == TaskHead.LMHead)
                    return [next];
                TensorShape shape = next.Shape!;
                Tensor summary = TaskHeads.Summary(net, "multiple_choice_head", () => TaskHeads.Last(net, hidden), 1);
                return
                [
                    net.Reshape(next, net.Workload.BatchSize, net.Choices, shape[1], shape[2]),
                    net.Reshape(summary, net.Workload.BatchSize, net.Choices),
                ];
        }
    }

    /// <summary>
    /// Keys [batch, heads, size, length], ready to be multiplied by queries, and values; with those of earlier passes where
    /// text is generated.
    /// </summary>
    public static (Tensor Key, Tensor Value) KeysAndValues(GraphBuilder net, int layer, Tensor key, Tensor value, int heads)
    {
        if (net.Cache is not { } cache)
            return (net.SplitHeadsTransposed(key, heads), net.SplitHeads(value, heads));
        (Tensor keys, Tensor values) = cache.Extend(layer, net.SplitHeads(key, heads), net.SplitHeads(value, heads));
        return (net.Transpose(keys, 0, 1, 3, 2), values);
    }
}
