using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>RoBERTa and XLM-RoBERTa: BERT with positions counted from the padding id. Their classes differ by a prefix only.</summary>
/// <param name="prefix">Prefix of the classes.</param>
internal abstract class RobertaLikeFamily(string prefix) : ConfiguredFamily<BertConfig>
{
    // The id of padding: positions start behind it, so that many rows of the position table are never used.
    private const int PadId = 1;

    public sealed override IReadOnlyList<TaskHead> Heads => BertBlocks.Heads;

    protected sealed override string ClassName => prefix + "Model";

    protected sealed override BertConfig Read(ConfigFields fields, BertConfig config)
    {
        BertConfig changed = BertFamily.ReadFields(fields, config);
        return changed.MaxPositionEmbeddings > PadId + 1
            ? changed
            : throw fields.Fail("max_position_embeddings",
                $"max_position_embeddings={changed.MaxPositionEmbeddings}: expected at least {PadId + 2}, because positions start at "
                + $"{PadId + 1}");
    }

    protected sealed override int? ContextLength(BertConfig config, int? positions) => positions - PadId - 1;

    protected sealed override Workload Complete(Workload workload, BertConfig config) =>
        TextWorkload.Complete(workload, config.MaxPositionEmbeddings - PadId - 1);

    protected sealed override IReadOnlyList<Tensor> Forward(GraphBuilder net, BertConfig config)
    {
        (Tensor ids, Tensor mask) = Inputs(net, config);
        return Base(net, config, ids, mask, pooled: true);
    }

    protected sealed override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, BertConfig config, HeadConfig head)
    {
        (Tensor ids, Tensor mask) = Inputs(net, config);
        IReadOnlyList<Tensor> outputs =
            net.Module("roberta", ClassName, () => Base(net, config, ids, mask, pooled: head.Kind == TaskHead.MultipleChoice));
        return head.Kind switch
        {
            TaskHead.MaskedLM => [net.Module("lm_head", prefix + "LMHead", () => MaskedTokens(net, config, head, outputs[0]))],
            TaskHead.SequenceClassification =>
                [net.Module("classifier", prefix + "ClassificationHead", () => Classes(net, outputs[0], head.Labels))],
            TaskHead.MultipleChoice => [TaskHeads.Choice(net, "classifier", outputs[1])],
            TaskHead.TokenClassification => [net.Linear("classifier", outputs[0], head.Labels)],
            _ => TaskHeads.Answer(net, outputs[0]),
        };
    }

    private static (Tensor Ids, Tensor Mask) Inputs(GraphBuilder net, BertConfig config) =>
        (TextWorkload.Input(net, "input_ids", new ValueRange(PadId + 1, config.VocabSize - 1)), TextWorkload.AttentionMask(net));

    private IReadOnlyList<Tensor> Base(GraphBuilder net, BertConfig config, Tensor ids, Tensor attended, bool pooled)
    {
        Tensor mask = TextWorkload.ExtendedMask(net, attended);
        Tensor embedded = net.Module("embeddings", prefix + "Embeddings", () =>
        {
            Tensor positionIds = PositionIds(net, ids);
            Tensor types = net.Stored(
                net.Scope, "token_type_ids", TextWorkload.Shape(net), TensorFill.Zeros, TensorRole.Buffer, DataType.Int64);
            Tensor words = net.Embedding("word_embeddings", ids, config.VocabSize, config.HiddenSize);
            Tensor positions = net.Embedding("position_embeddings", positionIds, config.MaxPositionEmbeddings, config.HiddenSize);
            Tensor typed = net.Embedding("token_type_embeddings", types, config.TypeVocabSize, config.HiddenSize);
            return net.LayerNorm("LayerNorm", net.Add(net.Add(words, typed), positions), config.LayerNormEps);
        });
        Tensor encoded = net.Module("encoder", prefix + "Encoder", () => net.ModuleList("layer", () =>
            net.Repeat(config.NumHiddenLayers, prefix + "Layer", embedded, x => BertBlocks.Layer(net, prefix, config, x, mask))));
        return pooled ? [encoded, BertBlocks.Pooler(net, prefix, encoded)] : [encoded];
    }

    /// <summary>Positions count the tokens that are no padding: cumulative sum of the mask, times the mask, plus padding id.</summary>
    private static Tensor PositionIds(GraphBuilder net, Tensor ids)
    {
        Tensor mask = net.Cast(net.WithScalar("NotEqual", ids, PadId), DataType.Int32);
        Tensor counted = net.Call("Mul", [net.Call("CumSum", [mask], new OperatorAttributes(("axis", 1L))), mask]);
        return net.WithScalar("Add", net.Cast(counted, DataType.Int64), PadId);
    }

    private static Tensor MaskedTokens(GraphBuilder net, BertConfig config, HeadConfig head, Tensor encoded)
    {
        Tensor x = net.Call("GELU", [net.Linear("dense", encoded, config.HiddenSize)]);
        x = net.LayerNorm("layer_norm", x, config.LayerNormEps);
        return TaskHeads.OverVocabulary(net, "decoder", x, "roberta.embeddings.word_embeddings.weight", head.IsTied, bias: true);
    }

    private static Tensor Classes(GraphBuilder net, Tensor encoded, int labels)
    {
        Tensor first = net.Select(encoded, 1, 0);
        return net.Linear("out_proj", net.Call("Tanh", [net.Linear("dense", first, first.Shape![^1])]), labels);
    }
}
