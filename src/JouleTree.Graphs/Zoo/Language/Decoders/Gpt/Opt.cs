using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Configuration of OPT, with the fields and defaults of its config.json.</summary>
internal sealed record OptConfig : GptLikeConfig
{
    public int FfnDim { get; init; } = 3072;

    /// <summary>Size of the word embeddings; null for the hidden size.</summary>
    public int? EmbeddingSize { get; init; }

    /// <summary>Norms stand before attention and MLP, and one at the end; else behind both.</summary>
    public bool NormsBefore { get; init; } = true;

    /// <summary>Linear layers have a bias.</summary>
    public bool Bias { get; init; } = true;

    public string Activation { get; init; } = "relu";
}

/// <summary>
/// OPT (Zhang et al., 2022), as Hugging Face's OPTModel: learned positions, ReLU, a projection each for queries, keys and values.
/// </summary>
internal sealed class OptFamily : GptLikeFamily<OptConfig>
{
    // The table of positions has rows in front that are never read.
    private const int Offset = 2;

    public OptFamily()
        : base("OPT", "model", "decoder.embed_tokens.weight")
    {
        const string weights = "the weights file at Hugging Face; the output layer shares the embeddings";
        OptConfig small = new()
        {
            VocabSize = 50272,
            HiddenSize = 768,
            Layers = 12,
            Heads = 12,
            TieWordEmbeddings = true,
        };
        Declare("facebook/opt-125m", small, 125_239_296, weights);
        Declare("facebook/opt-350m",
            small with { HiddenSize = 1024, Layers = 24, Heads = 16, FfnDim = 4096, EmbeddingSize = 512, NormsBefore = false },
            331_196_416, weights);
        Declare("facebook/opt-1.3b", Sized(2048, 24, 32), 1_315_758_080, weights);
        Declare("facebook/opt-2.7b", Sized(2560, 32, 32), 2_651_596_800, weights);
        Declare("facebook/opt-6.7b", Sized(4096, 32, 32));
        Declare("facebook/opt-13b", Sized(5120, 40, 40));
        Declare("facebook/opt-30b", Sized(7168, 48, 56));
        Declare("facebook/opt-66b", Sized(9216, 64, 72));

        OptConfig Sized(int hidden, int layers, int heads) =>
            small with { HiddenSize = hidden, Layers = layers, Heads = heads, FfnDim = 4 * hidden };
    }

    public override string Name => "OPT";

    public override string ModelType => "opt";

    public override IReadOnlyList<TaskHead> Heads { get; } =
        [TaskHead.LMHead, TaskHead.SequenceClassification, TaskHead.QuestionAnswering];

    // As of OPTConfig in Transformers' configuration_opt.py, which are those of the smallest one.
    protected override OptConfig Defaults { get; } =
        new() { VocabSize = 50272, HiddenSize = 768, Layers = 12, Heads = 12, TieWordEmbeddings = true };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new OptFamily());

    protected override OptConfig Read(ConfigFields fields, OptConfig config)
    {
        fields.Ignore("activation_dropout", "attention_dropout", "dropout", "init_std", "layerdrop", "prefix");
        fields.Only("_remove_final_layer_norm", "false");
        fields.Only("layer_norm_elementwise_affine", "true");
        OptConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            FfnDim = fields.Size(config.FfnDim, "ffn_dim"),
            Layers = fields.Size(config.Layers, "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "num_attention_heads"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            NormsBefore = fields.Flag(config.NormsBefore, "do_layer_norm_before"),
            Bias = fields.Flag(config.Bias, "enable_bias"),
            Activation = fields.Activation(config.Activation, "activation_function"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
        };
        fields.CheckHeads(changed.HiddenSize, changed.Heads, "num_attention_heads");
        return changed with { EmbeddingSize = fields.OptionalSize(config.EmbeddingSize, "word_embed_proj_dim") };
    }

    protected override Tensor Base(GraphBuilder net, OptConfig config, Tensor ids) =>
        net.Module("decoder", "OPTDecoder", () => Decoder(net, config, ids));

    private static Tensor Decoder(GraphBuilder net, OptConfig config, Tensor ids)
    {
        long length = net.Workload.SequenceLength!.Value;
        int size = config.EmbeddingSize ?? config.HiddenSize;
        Tensor words = net.Embedding("embed_tokens", ids, config.VocabSize, size);
        Tensor places = net.Module("embed_positions", "OPTLearnedPositionalEmbedding", () => net.Call("Embedding",
            [
                net.WithScalar("Add", net.Positions(length), Offset),
                net.Stored(net.Scope, "weight", new TensorShape(config.Positions + Offset, config.HiddenSize)),
            ]));
        if (size != config.HiddenSize)
            words = net.Linear("project_in", words, config.HiddenSize, bias: false);
        Tensor x = net.Add(words, places);
        CausalMask mask = CausalMask.Of(net, length);
        int layer = 0;
        x = net.ModuleList("layers", () => net.Repeat(config.Layers, "OPTDecoderLayer", x, y => Block(net, config, layer++, y, mask)));
        if (config.NormsBefore)
            x = net.LayerNorm("final_layer_norm", x, config.LayerNormEpsilon);
        return size == config.HiddenSize ? x : net.Linear("project_out", x, size, bias: false);
    }

    private static Tensor Block(GraphBuilder net, OptConfig config, int layer, Tensor x, CausalMask mask)
    {
        Tensor attended = Around("self_attn_layer_norm", x, y => net.Module("self_attn", "OPTAttention",
            () => Attention(net, config, layer, y, mask)));
        return Around("final_layer_norm", attended,
            y => Mlp(net, y, ("fc1", "activation_fn", "fc2"), config.FfnDim, config.Activation, config.Bias));

        Tensor Around(string norm, Tensor given, Func<Tensor, Tensor> part) => config.NormsBefore
            ? net.Add(given, part(net.LayerNorm(norm, given, config.LayerNormEpsilon)))
            : net.LayerNorm(norm, net.Add(given, part(given)), config.LayerNormEpsilon);
    }

    private static Tensor Attention(GraphBuilder net, OptConfig config, int layer, Tensor x, CausalMask mask)
    {
        // It scales queries, and scores by 1.
        Tensor query = net.SplitHeads(net.WithScalar("Mul", Projected("q_proj"), config.Scale), config.Heads);
        Tensor key = net.SplitHeads(Projected("k_proj"), config.Heads);
        Tensor value = net.SplitHeads(Projected("v_proj"), config.Heads);
        Tensor context = CausalAttention.Context(net, layer, new AttentionScores { Scale = 1 }, query, key, value, mask);
        return net.Linear("out_proj", context, config.HiddenSize, config.Bias);

        Tensor Projected(string name) => net.Linear(name, x, config.HiddenSize, config.Bias);
    }
}
