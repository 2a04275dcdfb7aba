using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>Configuration of BERT, with the fields and defaults of its config.json.</summary>
internal sealed record BertConfig
{
    public int VocabSize { get; init; } = 30522;

    public int HiddenSize { get; init; } = 768;

    public int NumHiddenLayers { get; init; } = 12;

    public int NumAttentionHeads { get; init; } = 12;

    public int IntermediateSize { get; init; } = 3072;

    public string HiddenAct { get; init; } = "gelu";

    public int MaxPositionEmbeddings { get; init; } = 512;

    public int TypeVocabSize { get; init; } = 2;

    public double LayerNormEps { get; init; } = 1e-12;

    /// <summary>The first token goes through a layer of its own behind the encoder.</summary>
    public bool HasPooler { get; init; } = true;
}

/// <summary>BERT (Devlin et al., 2019) and the small ones of Turc et al. (2019), as Hugging Face's BertModel.</summary>
internal sealed class BertFamily : ConfiguredFamily<BertConfig>
{
    private const string Source = "Transformers, BertModel.num_parameters()";

    public BertFamily()
    {
        Declare("bert-base-uncased", new BertConfig(), 109_482_240, Source);
        Declare("bert-base-cased", new BertConfig { VocabSize = 28996 }, 108_310_272, Source);
        Declare("bert-base-multilingual-uncased", new BertConfig { VocabSize = 105879 }, 167_356_416, Source);
        Declare("bert-base-multilingual-cased", new BertConfig { VocabSize = 119547 }, 177_853_440, Source);
        Declare("bert-base-chinese", new BertConfig { VocabSize = 21128 }, 102_267_648, Source);
        BertConfig large = new() { HiddenSize = 1024, NumHiddenLayers = 24, NumAttentionHeads = 16, IntermediateSize = 4096 };
        Declare("bert-large-uncased", large, 335_141_888, Source);
        Declare("bert-large-cased", large with { VocabSize = 28996 }, 333_579_264, Source);
        foreach (int layers in (ReadOnlySpan<int>)[2, 4, 6, 8, 10, 12])
        {
            foreach (int hidden in (ReadOnlySpan<int>)[128, 256, 512, 768])
            {
                Declare($"google/bert_uncased_L-{layers}_H-{hidden}_A-{hidden / 64}", new BertConfig
                {
                    NumHiddenLayers = layers,
                    HiddenSize = hidden,
                    NumAttentionHeads = hidden / 64,
                    IntermediateSize = 4 * hidden,
                }, aliases: $"google/bert_uncased_L-{layers}_H-{hidden}");
            }
        }
    }

    public override string Name => "BERT";

    public override string ModelType => "bert";

    public override IReadOnlyList<TaskHead> Heads => BertBlocks.Heads;

    protected override string ClassName => "BertModel";

    // As of BertConfig in Transformers' configuration_bert.py, which are those of bert-base-uncased.
    protected override BertConfig Defaults { get; } = new();

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new BertFamily());

    // The layer behind the encoder is an argument of its class, and in configurations that are written from files without it.
    protected override BertConfig Read(ConfigFields fields, BertConfig config) =>
        ReadFields(fields, config) with { HasPooler = fields.Flag(config.HasPooler, "add_pooling_layer") };

    /// <summary>The fields that BERT and its descendants have in common.</summary>
    internal static BertConfig ReadFields(ConfigFields fields, BertConfig config)
    {
        fields.Ignore(
            "attention_probs_dropout_prob", "hidden_dropout_prob", "classifier_dropout", "directionality", "pooler_fc_size",
                "pooler_num_attention_heads", "pooler_num_fc_layers", "pooler_size_per_head", "pooler_type");
        fields.OnlyIfGiven("position_embedding_type", "absolute");
        fields.Only("is_decoder", "false");
        fields.Only("is_encoder_decoder", "false");
        fields.Only("add_cross_attention", "false");
        BertConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            NumHiddenLayers = fields.Size(config.NumHiddenLayers, "num_hidden_layers"),
            NumAttentionHeads = fields.Size(config.NumAttentionHeads, "num_attention_heads"),
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            HiddenAct = fields.Activation(config.HiddenAct, "hidden_act"),
            MaxPositionEmbeddings = fields.Size(config.MaxPositionEmbeddings, "max_position_embeddings"),
            TypeVocabSize = fields.Size(config.TypeVocabSize, "type_vocab_size"),
            LayerNormEps = fields.Number(config.LayerNormEps, "layer_norm_eps"),
        };
        fields.CheckHeads(changed.HiddenSize, changed.NumAttentionHeads, "num_attention_heads");
        return changed;
    }

    protected override Workload Complete(Workload workload, BertConfig config) =>
        TextWorkload.Complete(workload, config.MaxPositionEmbeddings);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, BertConfig config) =>
        Base(net, config, BertInputs.Of(net, config), config.HasPooler);

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, BertConfig config, HeadConfig head)
    {
        BertInputs inputs = BertInputs.Of(net, config);
        bool pooled = head.Kind is TaskHead.SequenceClassification or TaskHead.MultipleChoice;
        IReadOnlyList<Tensor> outputs = net.Module("bert", ClassName, () => Base(net, config, inputs, pooled));
        return head.Kind switch
        {
            TaskHead.MaskedLM => [MaskedTokens(net, config, head, outputs[0])],
            TaskHead.SequenceClassification => [net.Linear("classifier", outputs[1], head.Labels)],
            TaskHead.MultipleChoice => [TaskHeads.Choice(net, "classifier", outputs[1])],
            TaskHead.TokenClassification => [net.Linear("classifier", outputs[0], head.Labels)],
            _ => TaskHeads.Answer(net, outputs[0]),
        };
    }

    private static IReadOnlyList<Tensor> Base(GraphBuilder net, BertConfig config, BertInputs inputs, bool pooled)
    {
        Tensor mask = TextWorkload.ExtendedMask(net, inputs.Mask);
        Tensor embedded = net.Module("embeddings", "BertEmbeddings", () => BertBlocks.Embeddings(net, config, config.HiddenSize, inputs));
        Tensor encoded = net.Module("encoder", "BertEncoder", () => net.ModuleList("layer", () =>
            net.Repeat(config.NumHiddenLayers, "BertLayer", embedded, x => BertBlocks.Layer(net, "Bert", config, x, mask))));
        return pooled ? [encoded, BertBlocks.Pooler(net, "Bert", encoded)] : [encoded];
    }

    private static Tensor MaskedTokens(GraphBuilder net, BertConfig config, HeadConfig head, Tensor encoded) =>
        net.Module("cls", "BertOnlyMLMHead", () => net.Module("predictions", "BertLMPredictionHead", () =>
        {
            Tensor transformed = net.Module("transform", "BertPredictionHeadTransform", () =>
            {
                Tensor x = net.Activation(ActivationNames.Of(config.HiddenAct), "transform_act_fn",
                    net.Linear("dense", encoded, config.HiddenSize));
                return net.LayerNorm("LayerNorm", x, config.LayerNormEps);
            });
            return TaskHeads.OverVocabulary(net, "decoder", transformed, "bert.embeddings.word_embeddings.weight", head.IsTied,
                bias: true);
        }));
}
