using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo;

/// <summary>RoBERTa (Liu et al., 2019), as Hugging Face's RobertaModel: BERT with positions counted from the padding id.</summary>
internal sealed class RobertaFamily : ZooFamily<BertConfig>
{
    // The id of padding: positions start behind it, so that many rows of the position table are never used.
    private const int PadId = 1;

    public RobertaFamily()
    {
        BertConfig basic = new() { VocabSize = 50265, MaxPositionEmbeddings = 514, TypeVocabSize = 1, LayerNormEps = 1e-5 };
        Declare("roberta-base", basic, 124_645_632, "Transformers, RobertaModel.num_parameters()");
        Declare("distilroberta-base", basic with { NumHiddenLayers = 6 }, 82_118_400, "Transformers, RobertaModel.num_parameters()");
        Declare("roberta-large",
            basic with { HiddenSize = 1024, NumHiddenLayers = 24, NumAttentionHeads = 16, IntermediateSize = 4096 },
            355_359_744, "Transformers, RobertaModel.num_parameters()");
    }

    public override string Name => "RoBERTa";

    public override string ModelType => "roberta";

    protected override string ClassName => "RobertaModel";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new RobertaFamily());

    protected override BertConfig Read(ConfigFields fields, BertConfig config)
    {
        BertConfig changed = BertFamily.ReadFields(fields, config);
        return changed.MaxPositionEmbeddings > PadId + 1
            ? changed
            : throw new Core.Errors.InputException($"max_position_embeddings={changed.MaxPositionEmbeddings}: expected at least {PadId + 2}, because positions start at {PadId + 1}");
    }

    protected override Workload Complete(Workload workload, BertConfig config) =>
        TextWorkload.Complete(workload, config.MaxPositionEmbeddings - PadId - 1);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, BertConfig config)
    {
        Tensor ids = net.Input("input_ids", DataType.Int64, TextWorkload.Shape(net), new ValueRange(PadId + 1, config.VocabSize - 1));
        Tensor mask = BertBlocks.ExtendedMask(net, TextWorkload.AttentionMask(net));
        Tensor embedded = net.Module("embeddings", "RobertaEmbeddings", () =>
        {
            Tensor positionIds = PositionIds(net, ids);
            Tensor types = net.Stored(
                net.Scope, "token_type_ids", TextWorkload.Shape(net), TensorFill.Zeros, TensorRole.Buffer, DataType.Int64);
            Tensor words = net.Embedding("word_embeddings", ids, config.VocabSize, config.HiddenSize);
            Tensor positions = net.Embedding("position_embeddings", positionIds, config.MaxPositionEmbeddings, config.HiddenSize);
            Tensor typed = net.Embedding("token_type_embeddings", types, config.TypeVocabSize, config.HiddenSize);
            return net.LayerNorm("LayerNorm", net.Add(net.Add(words, typed), positions), config.LayerNormEps);
        });
        Tensor encoded = net.Module("encoder", "RobertaEncoder", () => net.ModuleList("layer", () =>
            net.Repeat(config.NumHiddenLayers, "RobertaLayer", embedded, x => BertBlocks.Layer(net, "Roberta", config, x, mask))));
        return [encoded, BertBlocks.Pooler(net, "Roberta", encoded)];
    }

    /// <summary>Positions count the tokens that are no padding: cumulative sum of the mask, times the mask, plus padding id.</summary>
    private static Tensor PositionIds(GraphBuilder net, Tensor ids)
    {
        Tensor mask = net.Cast(net.WithScalar("NotEqual", ids, PadId), DataType.Int32);
        Tensor counted = net.Call("Mul", [net.Call("CumSum", [mask], new OperatorAttributes(("axis", 1L))), mask]);
        return net.WithScalar("Add", net.Cast(counted, DataType.Int64), PadId);
    }
}
