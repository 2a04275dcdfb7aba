using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Configuration of GPT-NeoX, with the fields and defaults of its config.json.</summary>
internal sealed record GptNeoXConfig : GptLikeConfig
{
    public int IntermediateSize { get; init; } = 24576;

    public string HiddenAct { get; init; } = "gelu";

    /// <summary>Share of a head's numbers that positions turn.</summary>
    public double RotaryShare { get; init; } = 0.25;

    /// <summary>Attention and MLP read the same hidden states, and both are added to them.</summary>
    public bool ParallelResidual { get; init; } = true;

    /// <summary>Both projections of the attention have a bias.</summary>
    public bool AttentionBias { get; init; } = true;

    /// <summary>Numbers of a head that positions turn.</summary>
    public int Turned => (int)(HeadSize * RotaryShare);
}

/// <summary>
/// GPT-NeoX (Black et al., 2022) and Pythia (Biderman et al., 2023), as Hugging Face's GPTNeoXModel: one projection for queries, keys and
/// values, rotary positions on a part of each head, attention and MLP side by side.
/// </summary>
internal sealed class GptNeoXFamily : GptLikeFamily<GptNeoXConfig>
{
    private static readonly GptNeoXConfig Large = new()
    {
        VocabSize = 50432,
        HiddenSize = 6144,
        Layers = 44,
        Heads = 64,
        HiddenAct = "gelu_fast",
    };

    public GptNeoXFamily()
        : base("GPTNeoX", "gpt_neox", "embed_in.weight")
    {
        Pythia("70m", 50304, 512, 6, 8, 70_426_624);
        Pythia("160m", 50304, 768, 12, 12, 162_322_944);
        Pythia("410m", 50304, 1024, 24, 16, 405_334_016);
        Pythia("1b", 50304, 2048, 16, 8, 1_011_781_632);
        Pythia("1.4b", 50304, 2048, 24, 16, 1_414_647_808);
        Pythia("2.8b", 50304, 2560, 32, 32, 2_775_208_960);
        Pythia("6.9b", 50432, 4096, 32, 32, 6_857_302_016);
        Pythia("12b", 50688, 5120, 36, 40, 11_846_072_320);
        Declare("EleutherAI/gpt-neox-20b", Large, 20_554_567_680 - (50432L * 6144),
            "20,554,567,680 in the model card, less the output layer of 309,854,208");
    }

    public override string Name => "GPT-NeoX";

    public override string ModelType => "gpt_neox";

    protected override string OutputLayer => "embed_out";

    // As of GPTNeoXConfig in Transformers' configuration_gpt_neox.py.
    protected override GptNeoXConfig Defaults { get; } = Large with { HiddenAct = "gelu" };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new GptNeoXFamily());

    private void Pythia(string size, int words, int hidden, int layers, int heads, long total) =>
        Declare($"EleutherAI/pythia-{size}",
            Large with
            {
                VocabSize = words,
                HiddenSize = hidden,
                IntermediateSize = 4 * hidden,
                Layers = layers,
                Heads = heads,
                HiddenAct = "gelu",
            },
            total - ((long)words * hidden),
            FormattableString.Invariant($"{total:N0} in the model card, less the output layer of {(long)words * hidden:N0}"));

    protected override GptNeoXConfig Read(ConfigFields fields, GptNeoXConfig config)
    {
        fields.Ignore(
            "attention_dropout", "attention_probs_dropout_prob", "classifier_dropout", "hidden_dropout", "hidden_dropout_prob",
            "rotary_emb_base");
        GptNeoXConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            Layers = fields.Size(config.Layers, "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "num_attention_heads"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            HiddenAct = fields.Activation(config.HiddenAct, "hidden_act"),
            LayerNormEpsilon = fields.Number(config.LayerNormEpsilon, "layer_norm_eps"),
            RotaryShare = RotaryFields.ReadShare(fields, config.RotaryShare, "rotary_pct", "partial_rotary_factor"),
            ParallelResidual = fields.Flag(config.ParallelResidual, "use_parallel_residual"),
            AttentionBias = fields.Flag(config.AttentionBias, "attention_bias"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
        };
        fields.CheckHeads(changed.HiddenSize, changed.Heads, "num_attention_heads");
        RotaryFields.CheckShare(fields, "rotary_pct", changed.RotaryShare, changed.HeadSize, changed.Turned);
        return changed;
    }

    protected override Tensor Base(GraphBuilder net, GptNeoXConfig config, Tensor ids)
    {
        long length = net.Workload.SequenceLength!.Value;
        Tensor x = net.Embedding("embed_in", ids, config.VocabSize, config.HiddenSize);
        CausalMask mask = CausalMask.Of(net, length);
        (Tensor, Tensor) angles = RotaryPositions.Angles(net, "GPTNeoXRotaryEmbedding", length, config.Turned);
        int layer = 0;
        x = net.ModuleList("layers",
            () => net.Repeat(config.Layers, "GPTNeoXLayer", x, y => Block(net, config, layer++, y, mask, angles)));
        return net.LayerNorm("final_layer_norm", x, config.LayerNormEpsilon);
    }

    private static Tensor Block(
        GraphBuilder net, GptNeoXConfig config, int layer, Tensor x, CausalMask mask, (Tensor Cosine, Tensor Sine) angles)
    {
        Tensor normed = net.LayerNorm("input_layernorm", x, config.LayerNormEpsilon);
        Tensor attended = net.Module("attention", "GPTNeoXAttention", () =>
        {
            Tensor fused = net.Linear("query_key_value", normed, 3L * config.HiddenSize, config.AttentionBias);
            (Tensor query, Tensor key, Tensor value) = Grouped(net, fused, config.Heads, 1, config.HeadSize);
            query = RotaryPositions.Turn(net, query, angles.Cosine, angles.Sine);
            key = RotaryPositions.Turn(net, key, angles.Cosine, angles.Sine);
            Tensor context = CausalAttention.Context(net, layer, new AttentionScores(), query, key, value, mask);
            return net.Linear("dense", context, config.HiddenSize, config.AttentionBias);
        });
        Tensor before = config.ParallelResidual ? x : net.Add(attended, x);
        Tensor renormed = net.LayerNorm("post_attention_layernorm", before, config.LayerNormEpsilon);
        Tensor made = net.Module("mlp", "GPTNeoXMLP", () => Mlp(
            net, renormed, ("dense_h_to_4h", "act", "dense_4h_to_h"), config.IntermediateSize, config.HiddenAct, bias: true));
        return config.ParallelResidual ? net.Add(net.Add(made, attended), x) : net.Add(made, before);
    }
}
