using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>Configuration of ELECTRA: BERT's, with a size of its own for the embeddings.</summary>
internal sealed record ElectraConfig
{
    public BertConfig Bert { get; init; } = new();

    public int EmbeddingSize { get; init; } = 768;
}

/// <summary>ELECTRA (Clark et al., 2020), discriminators and generators, as Hugging Face's ElectraModel.</summary>
internal sealed class ElectraFamily : ConfiguredFamily<ElectraConfig>
{
    public ElectraFamily()
    {
        const string source = "Transformers, ElectraModel.num_parameters()";
        BertConfig small = new() { HiddenSize = 256, NumAttentionHeads = 4, IntermediateSize = 1024 };
        BertConfig large = new() { HiddenSize = 1024, NumHiddenLayers = 24, NumAttentionHeads = 16, IntermediateSize = 4096 };
        Declare("google/electra-small-discriminator", new ElectraConfig { Bert = small, EmbeddingSize = 128 }, 13_483_008, source);
        Declare("google/electra-small-generator", new ElectraConfig { Bert = small, EmbeddingSize = 128 });
        Declare("google/electra-base-discriminator", new ElectraConfig());
        Declare("google/electra-base-generator", new ElectraConfig { Bert = small });
        Declare("google/electra-large-discriminator", new ElectraConfig { Bert = large, EmbeddingSize = 1024 });
        Declare("google/electra-large-generator", new ElectraConfig { Bert = small with { NumHiddenLayers = 24 }, EmbeddingSize = 1024 });
    }

    public override string Name => "ELECTRA";

    public override string ModelType => "electra";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.ReplacedTokens, .. BertBlocks.Heads];

    protected override string ClassName => "ElectraModel";

    // As of ElectraConfig in Transformers' configuration_electra.py, which are those of google/electra-small-discriminator.
    protected override ElectraConfig Defaults { get; } = new()
    {
        Bert = new BertConfig { HiddenSize = 256, NumAttentionHeads = 4, IntermediateSize = 1024 },
        EmbeddingSize = 128,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new ElectraFamily());

    protected override ElectraConfig Read(ConfigFields fields, ElectraConfig config)
    {
        TaskHeads.ReadSummary(fields, "first", isOfLabels: false, "gelu");
        return new ElectraConfig
        {
            EmbeddingSize = fields.Size(config.EmbeddingSize, "embedding_size"),
            Bert = BertFamily.ReadFields(fields, config.Bert),
        };
    }

    protected override Workload Complete(Workload workload, ElectraConfig config) =>
        TextWorkload.Complete(workload, config.Bert.MaxPositionEmbeddings);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, ElectraConfig config) =>
        [Base(net, config, BertInputs.Of(net, config.Bert))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, ElectraConfig config, HeadConfig head)
    {
        BertInputs inputs = BertInputs.Of(net, config.Bert);
        Tensor encoded = net.Module("electra", ClassName, () => Base(net, config, inputs));
        int hidden = config.Bert.HiddenSize;
        switch (head.Kind)
        {
            case TaskHead.ReplacedTokens:
                return [net.Module("discriminator_predictions", "ElectraDiscriminatorPredictions", () =>
                {
                    Tensor each = net.Linear("dense_prediction",
                        net.Activation(Act(config), "activation", net.Linear("dense", encoded, hidden)), 1);
                    return net.Reshape(each, each.Shape![0], each.Shape[1]);
                })];
            case TaskHead.MaskedLM:
                Tensor predicted = net.Module("generator_predictions", "ElectraGeneratorPredictions", () => net.LayerNorm(
                    "LayerNorm", net.Activation("GELU", "activation", net.Linear("dense", encoded, config.EmbeddingSize)),
                        config.Bert.LayerNormEps));
                return
                [
                    TaskHeads.OverVocabulary(net, "generator_lm_head", predicted, "electra.embeddings.word_embeddings.weight", head.IsTied,
                        bias: true),
                ];
            case TaskHead.SequenceClassification:
                return [net.Module("classifier", "ElectraClassificationHead", () =>
                    net.Linear("out_proj", net.Call("GELU", [net.Linear("dense", net.Select(encoded, 1, 0), hidden)]), head.Labels))];
            case TaskHead.MultipleChoice:
                return [TaskHeads.Choice(net, "classifier",
                    TaskHeads.Summary(net, "sequence_summary", () => net.Select(encoded, 1, 0), hidden, "GELU"))];
            case TaskHead.TokenClassification:
                return [net.Linear("classifier", encoded, head.Labels)];
            default:
                return TaskHeads.Answer(net, encoded);
        }
    }

    private static Tensor Base(GraphBuilder net, ElectraConfig config, BertInputs inputs)
    {
        BertConfig bert = config.Bert;
        Tensor mask = TextWorkload.ExtendedMask(net, inputs.Mask);
        Tensor embedded = net.Module("embeddings", "ElectraEmbeddings",
            () => BertBlocks.Embeddings(net, bert, config.EmbeddingSize, inputs));
        Tensor x = config.EmbeddingSize == bert.HiddenSize ? embedded : net.Linear("embeddings_project", embedded, bert.HiddenSize);
        return net.Module("encoder", "ElectraEncoder", () => net.ModuleList("layer", () =>
            net.Repeat(bert.NumHiddenLayers, "ElectraLayer", x, y => BertBlocks.Layer(net, "Electra", bert, y, mask))));
    }

    private static string Act(ElectraConfig config) => ActivationNames.Of(config.Bert.HiddenAct);
}
