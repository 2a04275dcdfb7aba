using System.Globalization;
using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>ALBERT (Lan et al., 2020), as Hugging Face's AlbertModel: one layer's weights, called again and again.</summary>
internal sealed class AlbertFamily : ConfiguredFamily<AlbertConfig>
{
    public AlbertFamily()
    {
        const string source = "KerasHub, albert_presets.py";
        AlbertConfig basic = new();
        Declare("albert-base-v2", basic, 11_683_584, source);
        Declare("albert-large-v2", basic
            with
        { Bert = basic.Bert with { HiddenSize = 1024, NumHiddenLayers = 24, NumAttentionHeads = 16, IntermediateSize = 4096 } },
            17_683_968, source);
        Declare("albert-xlarge-v2", basic
            with
        { Bert = basic.Bert with { HiddenSize = 2048, NumHiddenLayers = 24, NumAttentionHeads = 16, IntermediateSize = 8192 } },
            58_724_864, source);
        Declare("albert-xxlarge-v2", basic
            with
        { Bert = basic.Bert with { HiddenSize = 4096, NumAttentionHeads = 64, IntermediateSize = 16384 } }, 222_595_584, source);
    }

    public override string Name => "ALBERT";

    public override string ModelType => "albert";

    public override IReadOnlyList<TaskHead> Heads => BertBlocks.Heads;

    protected override string ClassName => "AlbertModel";

    // As of AlbertConfig in Transformers' configuration_albert.py, which are those of albert-xxlarge-v2.
    protected override AlbertConfig Defaults { get; } = new()
    {
        Bert = new AlbertConfig().Bert with { HiddenSize = 4096, NumAttentionHeads = 64, IntermediateSize = 16384 },
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new AlbertFamily());

    protected override AlbertConfig Read(ConfigFields fields, AlbertConfig config) => AlbertConfig.Read(fields, config);

    protected override Workload Complete(Workload workload, AlbertConfig config) =>
        TextWorkload.Complete(workload, config.Bert.MaxPositionEmbeddings);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, AlbertConfig config) =>
        Base(net, config, BertInputs.Of(net, config.Bert), pooled: true);

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, AlbertConfig config, HeadConfig head)
    {
        BertInputs inputs = BertInputs.Of(net, config.Bert);
        bool pooled = head.Kind is TaskHead.SequenceClassification or TaskHead.MultipleChoice;
        IReadOnlyList<Tensor> outputs = net.Module("albert", ClassName, () => Base(net, config, inputs, pooled));
        return head.Kind switch
        {
            TaskHead.MaskedLM => [net.Module("predictions", "AlbertMLMHead", () => MaskedTokens(net, config, head, outputs[0]))],
            TaskHead.SequenceClassification => [net.Linear("classifier", outputs[1], head.Labels)],
            TaskHead.MultipleChoice => [TaskHeads.Choice(net, "classifier", outputs[1])],
            TaskHead.TokenClassification => [net.Linear("classifier", outputs[0], head.Labels)],
            _ => TaskHeads.Answer(net, outputs[0]),
        };
    }

    private static IReadOnlyList<Tensor> Base(GraphBuilder net, AlbertConfig config, BertInputs inputs, bool pooled)
    {
        Tensor mask = TextWorkload.ExtendedMask(net, inputs.Mask);
        Tensor embedded = net.Module("embeddings", "AlbertEmbeddings", () =>
        {
            Tensor words = net.Embedding("word_embeddings", inputs.Ids, config.Bert.VocabSize, config.EmbeddingSize);
            Tensor positions = net.Embedding(
                "position_embeddings", net.Positions(net.Workload.SequenceLength!.Value), config.Bert.MaxPositionEmbeddings,
                    config.EmbeddingSize);
            Tensor typed = net.Embedding("token_type_embeddings", inputs.Types, config.Bert.TypeVocabSize, config.EmbeddingSize);
            return net.LayerNorm("LayerNorm", net.Add(net.Add(words, typed), positions), config.Bert.LayerNormEps);
        });
        Tensor encoded = net.Module("encoder", "AlbertTransformer", () =>
        {
            Tensor x = net.Linear("embedding_hidden_mapping_in", embedded, config.Bert.HiddenSize);
            return net.ModuleList("albert_layer_groups", () => Groups(net, config, x, mask));
        });
        if (!pooled)
            return [encoded];
        Tensor first = net.Linear("pooler", net.Select(encoded, 1, 0), config.Bert.HiddenSize);
        return [encoded, net.Activation("Tanh", "pooler_activation", first)];
    }

    private static Tensor Groups(GraphBuilder net, AlbertConfig config, Tensor x, Tensor mask)
    {
        for (int layer = 0; layer < config.Bert.NumHiddenLayers; layer++)
        {
            int group = (int)((long)layer * config.NumHiddenGroups / config.Bert.NumHiddenLayers);
            Tensor given = x;
            x = net.Module(group.ToString(CultureInfo.InvariantCulture), "AlbertLayerGroup", () => net.ModuleList("albert_layers", () =>
                net.Repeat(config.InnerGroupNum, "AlbertLayer", given, y => Layer(net, config, y, mask))));
        }

        return x;
    }

    private static Tensor Layer(GraphBuilder net, AlbertConfig config, Tensor x, Tensor mask)
    {
        Tensor attended = net.Module("attention", "AlbertAttention", () =>
        {
            Tensor context = BertBlocks.SelfAttention(net, config.Bert.NumAttentionHeads, x, mask);
            return net.LayerNorm("LayerNorm", net.Add(x, net.Linear("dense", context, config.Bert.HiddenSize)), config.Bert.LayerNormEps);
        });
        Tensor fed = net.Activation(ActivationNames.Of(config.Bert.HiddenAct), "activation",
            net.Linear("ffn", attended, config.Bert.IntermediateSize));
        return net.LayerNorm("full_layer_layer_norm", net.Add(net.Linear("ffn_output", fed, config.Bert.HiddenSize), attended),
            config.Bert.LayerNormEps);
    }

    private static Tensor MaskedTokens(GraphBuilder net, AlbertConfig config, HeadConfig head, Tensor encoded)
    {
        Tensor x = net.Activation(ActivationNames.Of(config.Bert.HiddenAct), "activation",
            net.Linear("dense", encoded, config.EmbeddingSize));
        x = net.LayerNorm("LayerNorm", x, config.Bert.LayerNormEps);
        return TaskHeads.OverVocabulary(net, "decoder", x, "albert.embeddings.word_embeddings.weight", head.IsTied, bias: true);
    }
}
