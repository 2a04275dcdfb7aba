using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Configuration of Falcon, with the fields and defaults of its config.json.</summary>
internal sealed record FalconConfig : GptLikeConfig
{
    /// <summary>Heads of keys and values of the newer architecture; null for as many as of queries.</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Width of the MLP; null for four times the hidden size.</summary>
    public int? Inner { get; init; }

    /// <summary>Keys and values are shared by groups of heads, attention and MLP stand side by side.</summary>
    public bool NewArchitecture { get; init; }

    /// <summary>All heads share one of keys and values, in the first architecture.</summary>
    public bool MultiQuery { get; init; } = true;

    /// <summary>Attention and MLP stand side by side, in the first architecture.</summary>
    public bool ParallelAttention { get; init; } = true;

    /// <summary>Norms before what stands side by side; null for two in the newer architecture.</summary>
    public int? ParallelNorms { get; init; }

    /// <summary>Linear layers have a bias.</summary>
    public bool Bias { get; init; }

    /// <summary>Biases that fall with the distance in place of rotary positions.</summary>
    public bool Alibi { get; init; }

    public string Activation { get; init; } = "gelu";

    /// <summary>Heads of keys and values that are made.</summary>
    public int Groups => NewArchitecture || !MultiQuery ? KeyValueHeads ?? Heads : 1;
}

/// <summary>
/// Falcon (Almazrouei et al., 2023), as Hugging Face's FalconModel: few heads of keys and values, attention and MLP side by side, no
/// biases.
/// </summary>
/// <remarks>
/// Transformers repeats the shared heads of the newer architecture before it keeps them; here they are kept as they are made, as engines
/// do.
/// </remarks>
internal sealed class FalconFamily : GptLikeFamily<FalconConfig>
{
    public FalconFamily()
        : base("Falcon", "transformer", "word_embeddings.weight")
    {
        const string again = "in the weights files at Hugging Face, which store the shared output layer again";
        FalconConfig seven = new()
        {
            VocabSize = 65024,
            HiddenSize = 4544,
            Layers = 32,
            Heads = 71,
            TieWordEmbeddings = true,
        };
        Declare("tiiuae/falcon-7b", seven, 7_217_189_760 - (65024L * 4544), "7,217,189,760 " + again);
        FalconConfig forty = seven with { HiddenSize = 8192, Layers = 60, Heads = 128, KeyValueHeads = 8, NewArchitecture = true };
        Declare("tiiuae/falcon-40b", forty, 41_835_970_560 - (65024L * 8192), "41,835,970,560 " + again);
        Declare("tiiuae/falcon-180B", forty with { HiddenSize = 14848, Layers = 80, Heads = 232 }, 179_522_565_120 - (65024L * 14848),
            "179,522,565,120 " + again);
    }

    public override string Name => "Falcon";

    public override string ModelType => "falcon";

    // As of FalconConfig in Transformers' configuration_falcon.py, which are those of the model of 7 billion.
    protected override FalconConfig Defaults { get; } =
        new() { VocabSize = 65024, HiddenSize = 4544, Layers = 32, Heads = 71, TieWordEmbeddings = true };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new FalconFamily());

    protected override FalconConfig Read(ConfigFields fields, FalconConfig config)
    {
        fields.Ignore(
            "apply_residual_connection_post_layernorm", "attention_dropout", "hidden_dropout");
        RotaryFields.Read(fields);
        FalconConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size", "n_embed"),
            Layers = fields.Size(config.Layers, "num_hidden_layers", "n_layer"),
            Heads = fields.Size(config.Heads, "num_attention_heads", "n_head"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            LayerNormEpsilon = fields.Number(config.LayerNormEpsilon, "layer_norm_epsilon"),
            NewArchitecture = fields.Flag(config.NewArchitecture, "new_decoder_architecture"),
            MultiQuery = fields.Flag(config.MultiQuery, "multi_query"),
            ParallelAttention = fields.Flag(config.ParallelAttention, "parallel_attn"),
            Bias = fields.Flag(config.Bias, "bias"),
            Alibi = fields.Flag(config.Alibi, "alibi"),
            Activation = fields.Activation(config.Activation, "activation"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
        };
        int? inner = fields.OptionalSize(config.Inner, "ffn_hidden_size");
        int factor = fields.Size(0, "ff_factor");
        int? norms = fields.OptionalSize(config.ParallelNorms, "num_ln_in_parallel_attn");
        fields.CheckHeads(changed.HiddenSize, changed.Heads, "num_attention_heads", "n_head");
        changed = changed with
        {
            KeyValueHeads = fields.OptionalSize(config.KeyValueHeads, "num_kv_heads", "n_head_kv"),
            Inner = inner ?? (factor != 0 ? factor * changed.HiddenSize : null),
            ParallelNorms = norms,
        };
        // Of two heads of keys for groups of queries the first architecture knows nothing, and the newer one needs a norm for the MLP.
        if (changed.Heads % changed.Groups != 0 || (!changed.NewArchitecture && changed.Groups != 1 && changed.Groups != changed.Heads))
            throw fields.Fail("num_kv_heads",
                $"{changed.Heads} attention heads cannot share {changed.Groups} heads of keys and values here");
        if (norms > 2 || (changed.NewArchitecture && !changed.ParallelAttention && norms == 1))
            throw fields.Fail("num_ln_in_parallel_attn",
                $"num_ln_in_parallel_attn {norms}: expected 1 or 2, and 2 where nothing is parallel");
        if (!changed.Alibi)
            RotaryFields.CheckSize(fields, changed.HeadSize);
        return changed;
    }

    protected override Tensor Base(GraphBuilder net, FalconConfig config, Tensor ids)
    {
        long length = net.Workload.SequenceLength!.Value;
        Tensor x = net.Embedding("word_embeddings", ids, config.VocabSize, config.HiddenSize);
        CausalMask mask = CausalMask.Of(net, length);
        // The biases of the distance are scaled as the scores are.
        Tensor? biases = config.Alibi ? net.WithScalar("Mul", AlibiPositions.Biases(net, config.Heads), config.Scale) : null;
        (Tensor, Tensor)? angles = config.Alibi ? null : RotaryPositions.Angles(net, "FalconRotaryEmbedding", length, config.HeadSize);
        int layer = 0;
        x = net.ModuleList("h", () => net.Repeat(config.Layers, "FalconDecoderLayer", x,
            y => Block(net, config, y, Attention(net, config, layer++, mask, biases, angles))));
        return net.LayerNorm("ln_f", x, config.LayerNormEpsilon);
    }

    private static Tensor Block(GraphBuilder net, FalconConfig config, Tensor x, Func<Tensor, Tensor> attention)
    {
        bool parallel = config.NewArchitecture || config.ParallelAttention;
        bool twoNorms = config.NewArchitecture && config.ParallelNorms is null or 2;
        Tensor normed = net.LayerNorm(twoNorms ? "ln_attn" : "input_layernorm", x, config.LayerNormEpsilon);
        Tensor renormed = twoNorms ? net.LayerNorm("ln_mlp", x, config.LayerNormEpsilon) : normed;
        Tensor attended = net.Module("self_attention", "FalconAttention", () => attention(normed));
        Tensor before = x;
        if (!parallel)
        {
            before = net.Add(x, attended);
            renormed = net.LayerNorm("post_attention_layernorm", before, config.LayerNormEpsilon);
        }

        Tensor made = net.Module("mlp", "FalconMLP", () => Mlp(
            net, renormed, ("dense_h_to_4h", "act", "dense_4h_to_h"), config.Inner ?? (4L * config.HiddenSize), config.Activation,
            config.Bias));
        return net.Add(before, parallel ? net.Add(made, attended) : made);
    }

    private static Func<Tensor, Tensor> Attention(
        GraphBuilder net, FalconConfig config, int layer, CausalMask mask, Tensor? biases, (Tensor Cosine, Tensor Sine)? angles) => x =>
        {
            long width = (config.Heads + (2L * config.Groups)) * config.HeadSize;
            Tensor fused = net.Linear("query_key_value", x, width, config.Bias);
            (Tensor query, Tensor key, Tensor value) = Grouped(
                net, fused, config.Groups, config.Heads / config.Groups, config.HeadSize);
            if (angles is { } turn)
            {
                query = RotaryPositions.Turn(net, query, turn.Cosine, turn.Sine);
                key = RotaryPositions.Turn(net, key, turn.Cosine, turn.Sine);
            }

            Tensor context = CausalAttention.Context(net, layer, new AttentionScores { Bias = biases }, query, key, value, mask);
            return net.Linear("dense", context, config.HiddenSize, config.Bias);
        };
}
