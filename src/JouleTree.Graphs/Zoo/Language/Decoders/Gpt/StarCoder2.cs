using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Configuration of StarCoder2, with the fields and defaults of its config.json.</summary>
internal sealed record StarCoder2Config : GptLikeConfig
{
    public int IntermediateSize { get; init; } = 12288;

    /// <summary>Heads of keys and values; each is used by several heads of queries.</summary>
    public int KeyValueHeads { get; init; } = 2;

    public string HiddenAct { get; init; } = "gelu_pytorch_tanh";

    /// <summary>Linear layers have a bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Tokens back that an attention sees, and that a cache keeps; null for all.</summary>
    public int? Window { get; init; }
}

/// <summary>
/// StarCoder2 (Lozhkov et al., 2024), as Hugging Face's Starcoder2Model: rotary positions and shared heads of keys and values as Llama's,
/// with LayerNorm, biases and an MLP of two layers.
/// </summary>
internal sealed class StarCoder2Family : GptLikeFamily<StarCoder2Config>
{
    public StarCoder2Family()
        : base("Starcoder2", "model", "embed_tokens.weight")
    {
        StarCoder2Config three = new()
        {
            VocabSize = 49152,
            HiddenSize = 3072,
            Layers = 30,
            Heads = 24,
            Positions = 16384,
            Window = 4096,
            TieWordEmbeddings = true,
        };
        Declare("bigcode/starcoder2-3b", three);
        Declare("bigcode/starcoder2-7b",
            three with { HiddenSize = 4608, IntermediateSize = 18432, Layers = 32, Heads = 36, KeyValueHeads = 4 });
        Declare("bigcode/starcoder2-15b",
            three with
            {
                HiddenSize = 6144,
                IntermediateSize = 24576,
                Layers = 40,
                Heads = 48,
                KeyValueHeads = 4,
                TieWordEmbeddings = false,
            },
            15_957_889_024 - (49152L * 6144), "15,957,889,024 in the weights files at Hugging Face, less the output layer of 301,989,888");
    }

    public override string Name => "StarCoder2";

    public override string ModelType => "starcoder2";

    public override IReadOnlyList<TaskHead> Heads { get; } =
        [TaskHead.LMHead, TaskHead.SequenceClassification, TaskHead.TokenClassification];

    protected override string TokenLayer => "score";

    // As of Starcoder2Config in Transformers' configuration_starcoder2.py.
    protected override StarCoder2Config Defaults { get; } =
        new() { VocabSize = 49152, HiddenSize = 3072, Layers = 30, Heads = 24, Positions = 4096, TieWordEmbeddings = true };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new StarCoder2Family());

    protected override StarCoder2Config Read(ConfigFields fields, StarCoder2Config config)
    {
        fields.Ignore(
            "attention_dropout", "attention_softmax_in_fp32", "embedding_dropout", "residual_dropout", "rms_norm_eps",
            "scale_attention_softmax_in_fp32", "scale_attn_weights");
        RotaryFields.Read(fields);
        fields.Only("mlp_type", "default");
        fields.Only("norm_type", "layer_norm");
        StarCoder2Config changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            Layers = fields.Size(config.Layers, "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "num_attention_heads"),
            KeyValueHeads = fields.Size(config.KeyValueHeads, "num_key_value_heads"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            HiddenAct = fields.Activation(config.HiddenAct, "hidden_act"),
            LayerNormEpsilon = fields.Number(config.LayerNormEpsilon, "norm_epsilon"),
            Bias = fields.Flag(config.Bias, "use_bias"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
            Window = fields.OptionalSize(config.Window, "sliding_window"),
        };
        fields.CheckHeads(changed.HiddenSize, changed.Heads, "num_attention_heads");
        SharedHeads.Check(fields, changed.Heads, changed.KeyValueHeads);
        RotaryFields.CheckSize(fields, changed.HeadSize);
        return changed;
    }

    protected override Tensor Base(GraphBuilder net, StarCoder2Config config, Tensor ids)
    {
        long length = net.Workload.SequenceLength!.Value;
        Tensor x = net.Embedding("embed_tokens", ids, config.VocabSize, config.HiddenSize);
        CausalMask mask = CausalMask.Of(net, length, config.Window);
        (Tensor, Tensor) angles = RotaryPositions.Angles(net, "Starcoder2RotaryEmbedding", length, config.HeadSize);
        int layer = 0;
        x = net.ModuleList("layers",
            () => net.Repeat(config.Layers, "Starcoder2DecoderLayer", x, y => Block(net, config, layer++, y, mask, angles)));
        return net.LayerNorm("norm", x, config.LayerNormEpsilon);
    }

    private static Tensor Block(
        GraphBuilder net, StarCoder2Config config, int layer, Tensor x, CausalMask mask, (Tensor Cosine, Tensor Sine) angles)
    {
        Tensor normed = net.LayerNorm("input_layernorm", x, config.LayerNormEpsilon);
        Tensor attended = net.Add(x, net.Module("self_attn", "Starcoder2Attention", () =>
        {
            Tensor query = Projected("q_proj", config.Heads);
            Tensor key = Projected("k_proj", config.KeyValueHeads);
            Tensor value = Projected("v_proj", config.KeyValueHeads);
            query = RotaryPositions.Turn(net, query, angles.Cosine, angles.Sine);
            key = RotaryPositions.Turn(net, key, angles.Cosine, angles.Sine);
            Tensor context = CausalAttention.Context(net, layer, new AttentionScores(), query, key, value, mask);
            return net.Linear("o_proj", context, config.HiddenSize, config.Bias);
        }));
        Tensor renormed = net.LayerNorm("post_attention_layernorm", attended, config.LayerNormEpsilon);
        return net.Add(attended, net.Module("mlp", "Starcoder2MLP", () => Mlp(
            net, renormed, ("c_fc", "act", "c_proj"), config.IntermediateSize, config.HiddenAct, config.Bias)));

        Tensor Projected(string name, int heads) =>
            net.SplitHeads(net.Linear(name, normed, (long)heads * config.HeadSize, config.Bias), heads);
    }
}
