using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Configuration of BLOOM, with the fields and defaults of its config.json.</summary>
internal sealed record BloomConfig : GptLikeConfig
{
    /// <summary>What is added behind attention and MLP is what stands behind the norm before them.</summary>
    public bool ResidualBehindNorm { get; init; }
}

/// <summary>
/// BLOOM (Le Scao et al., 2022), as Hugging Face's BloomModel: biases that fall with the distance in place of positions, normalised
/// embeddings, one projection for queries, keys and values.
/// </summary>
internal sealed class BloomFamily : GptLikeFamily<BloomConfig>
{
    // Distances have no bound of their own.
    private const int LongestSequence = 1 << 16;

    public BloomFamily()
        : base("Bloom", "transformer", "word_embeddings.weight")
    {
        const string card = "the model card at Hugging Face; the output layer shares the embeddings";
        Declare("bigscience/bloom-560m", Sized(1024, 24, 16), 559_214_592, card);
        Declare("bigscience/bloom-1b1", Sized(1536, 24, 16), 1_065_314_304, card);
        Declare("bigscience/bloom-1b7", Sized(2048, 24, 16), 1_722_408_960, card);
        Declare("bigscience/bloom-3b", Sized(2560, 30, 32), 3_002_557_440, card);
        Declare("bigscience/bloom-7b1", Sized(4096, 30, 32), 7_069_016_064, card);
        Declare("bigscience/bloom", Sized(14336, 70, 112), 176_247_271_424, card);

        static BloomConfig Sized(int hidden, int layers, int heads) => new()
        {
            VocabSize = 250880,
            HiddenSize = hidden,
            Layers = layers,
            Heads = heads,
            Positions = LongestSequence,
            TieWordEmbeddings = true,
        };
    }

    public override string Name => "BLOOM";

    public override string ModelType => "bloom";

    // As of BloomConfig in Transformers' configuration_bloom.py, which are no model's.
    protected override BloomConfig Defaults { get; } = new()
    {
        VocabSize = 250880,
        HiddenSize = 64,
        Layers = 2,
        Heads = 8,
        Positions = LongestSequence,
        TieWordEmbeddings = true,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new BloomFamily());

    protected override BloomConfig Read(ConfigFields fields, BloomConfig config)
    {
        // The length in its files is that of training, and nothing is cut to it.
        fields.Ignore(
            "attention_dropout", "attention_softmax_in_fp32", "bias_dropout_fusion", "hidden_dropout", "masked_softmax_fusion",
            "offset_alibi", "pretraining_tp", "seq_length", "skip_bias_add", "skip_bias_add_qkv");
        fields.Only("n_inner", "null");
        fields.Only("slow_but_exact", "false");
        BloomConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "n_embed", "hidden_size"),
            Layers = fields.Size(config.Layers, "n_layer", "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "n_head", "num_attention_heads"),
            LayerNormEpsilon = fields.Number(config.LayerNormEpsilon, "layer_norm_epsilon"),
            ResidualBehindNorm = fields.Flag(config.ResidualBehindNorm, "apply_residual_connection_post_layernorm"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
        };
        fields.CheckHeads(changed.HiddenSize, changed.Heads, "n_head", "num_attention_heads");
        return changed;
    }

    protected override Tensor Base(GraphBuilder net, BloomConfig config, Tensor ids)
    {
        Tensor words = net.Embedding("word_embeddings", ids, config.VocabSize, config.HiddenSize);
        Tensor x = net.LayerNorm("word_embeddings_layernorm", words, config.LayerNormEpsilon);
        Tensor biases = AlibiPositions.Biases(net, config.Heads);
        CausalMask mask = CausalMask.Of(net, net.Workload.SequenceLength!.Value);
        int layer = 0;
        x = net.ModuleList("h", () => net.Repeat(config.Layers, "BloomBlock", x, y => Block(net, config, layer++, y, biases, mask)));
        return net.LayerNorm("ln_f", x, config.LayerNormEpsilon);
    }

    private static Tensor Block(GraphBuilder net, BloomConfig config, int layer, Tensor x, Tensor biases, CausalMask mask)
    {
        Tensor normed = net.LayerNorm("input_layernorm", x, config.LayerNormEpsilon);
        // Both modules add what they are given besides, within themselves.
        Tensor attended = net.Module("self_attention", "BloomAttention", () =>
        {
            Tensor fused = net.Linear("query_key_value", normed, 3L * config.HiddenSize);
            (Tensor query, Tensor key, Tensor value) = Grouped(net, fused, config.Heads, 1, config.HeadSize);
            Tensor context = CausalAttention.Context(net, layer, new AttentionScores { Bias = biases }, query, key, value, mask);
            return net.Add(config.ResidualBehindNorm ? normed : x, net.Linear("dense", context, config.HiddenSize));
        });
        Tensor renormed = net.LayerNorm("post_attention_layernorm", attended, config.LayerNormEpsilon);
        return net.Module("mlp", "BloomMLP", () => net.Add(
            config.ResidualBehindNorm ? renormed : attended,
            Mlp(net, renormed, ("dense_h_to_4h", "gelu_impl", "dense_4h_to_h"), 4L * config.HiddenSize, "gelu_new", bias: true)));
    }
}
