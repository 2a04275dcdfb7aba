using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>
/// Granite 3 (Granite Team, 2024), as Hugging Face's GraniteModel: Llama with embeddings, scores, what is added and results scaled by
/// constants.
/// </summary>
internal sealed class GraniteFamily : LlamaLikeFamily
{
    public GraniteFamily()
        : base("Granite")
    {
        const string card = "the weights files at Hugging Face; the output layer shares the embeddings";
        LlamaConfig two = new()
        {
            VocabSize = 49155,
            HiddenSize = 2048,
            IntermediateSize = 8192,
            Layers = 40,
            Heads = 32,
            KeyValueHeads = 8,
            Positions = 131072,
            EmbeddingMultiplier = 12,
            ResidualMultiplier = 0.22,
            AttentionMultiplier = 0.015625,
            LogitsScaling = 8,
            TieWordEmbeddings = true,
        };
        LlamaConfig eight = two with
        {
            HiddenSize = 4096,
            IntermediateSize = 12800,
            AttentionMultiplier = 0.0078125,
            LogitsScaling = 16,
        };
        Declare("ibm-granite/granite-3.1-2b-instruct", two, 2_533_531_648, card);
        Declare("ibm-granite/granite-3.3-2b-instruct", two with { VocabSize = 49159 }, 2_533_539_840, card);
        Declare("ibm-granite/granite-3.1-8b-instruct", eight, 8_170_848_256, card);
        Declare("ibm-granite/granite-3.3-8b-instruct", eight with { VocabSize = 49159 }, 8_170_864_640, card);
    }

    public override string Name => "Granite";

    public override string ModelType => "granite";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead];

    // As of GraniteConfig in Transformers' configuration_granite.py: Llama's, with nothing scaled.
    protected override LlamaConfig Defaults { get; } = new()
    {
        HiddenSize = 4096,
        IntermediateSize = 11008,
        Layers = 32,
        KeyValueHeads = 0,
        RmsNormEps = 1e-6,
        EmbeddingMultiplier = 1,
        ResidualMultiplier = 1,
        AttentionMultiplier = 1,
        LogitsScaling = 1,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new GraniteFamily());

    protected override LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        LlamaConfig changed = LlamaConfig.Read(fields, config);
        return changed with
        {
            OutputBias = changed.AttentionBias,
            EmbeddingMultiplier = fields.Number(config.EmbeddingMultiplier!.Value, "embedding_multiplier"),
            ResidualMultiplier = fields.Number(config.ResidualMultiplier!.Value, "residual_multiplier"),
            AttentionMultiplier = fields.Number(config.AttentionMultiplier!.Value, "attention_multiplier"),
            LogitsScaling = fields.Number(config.LogitsScaling!.Value, "logits_scaling"),
        };
    }
}
