using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Configuration of Phi-3-small, with the fields and defaults of its config.json.</summary>
internal sealed record Phi3SmallConfig : GptLikeConfig
{
    /// <summary>Heads of keys and values; each is used by several heads of queries.</summary>
    public int KeyValueHeads { get; init; } = 8;

    /// <summary>Width of the MLP; null where <see cref="Multiple"/> gives it.</summary>
    public int? Inner { get; init; } = 14336;

    /// <summary>Width of the MLP in two thirds of the hidden size; null where <see cref="Inner"/> gives it.</summary>
    public int? Multiple { get; init; }

    /// <summary>The width that follows from <see cref="Multiple"/> is rounded up to a multiple of 256.</summary>
    public bool PadsMultiple { get; init; } = true;

    /// <summary>Bound of both halves of the MLP; null for none.</summary>
    public double? Limit { get; init; } = 20;

    /// <summary>Of so many layers the last sees all tokens; null where none does.</summary>
    public int? DenseEvery { get; init; } = 2;

    /// <summary>Tokens of a block where attention is sparse.</summary>
    public int BlockSize { get; init; } = 64;

    /// <summary>Blocks, a token's own among them, that it sees whole.</summary>
    public int LocalBlocks { get; init; } = 16;

    /// <summary>Of so many blocks before those one is seen.</summary>
    public int BlockStride { get; init; } = 8;

    /// <summary>All heads see the same blocks.</summary>
    public bool HeadsAlike { get; init; }

    /// <summary>What embeddings are multiplied by; 0 or null for nothing.</summary>
    public double? EmbeddingMultiplier { get; init; } = 10;

    /// <summary>What logits are divided by; 0 or null for nothing.</summary>
    public double? WidthMultiplier { get; init; } = 8;

    /// <summary>Scores are multiplied by <see cref="AttentionMultiplier"/> / size of a head, not by 1 / √size.</summary>
    public bool ScalesByWidth { get; init; } = true;

    public double AttentionMultiplier { get; init; } = 1;

    /// <summary>Width of the MLP that is made.</summary>
    public long MlpWidth => Inner ?? (PadsMultiple ? (Unpadded + 255) / 256 * 256 : Unpadded);

    private long Unpadded => (long)Multiple!.Value * (HiddenSize / 3) * 2;
}

/// <summary>
/// Phi-3-small (Abdin et al., 2024), as Phi3SmallModel in the code beside its weights at Hugging Face: every other layer's attention is
/// sparse by blocks, the MLP is gated by GELU within bounds, and embeddings, scores and logits are scaled by constants (Yang et al.,
/// 2022).
/// </summary>
/// <remarks>
/// As written, sparse layers compute all scores and mask them; the library has a kernel that leaves out what the mask hides, and no other
/// form. Angles of the rotary positions are computed once for each pass, where each layer of the library keeps a table of them. Its test
/// for infinite numbers before the bounds is left out.
/// </remarks>
internal sealed class Phi3SmallFamily : GptLikeFamily<Phi3SmallConfig>
{
    public Phi3SmallFamily()
        : base("Phi3Small", "model", "embed_tokens.weight")
    {
        Declare("microsoft/Phi-3-small-8k-instruct", Defaults);
        Declare("microsoft/Phi-3-small-128k-instruct", Defaults with { Positions = 131072 });
    }

    public override string Name => "Phi-3-small";

    public override string ModelType => "phi3small";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead, TaskHead.SequenceClassification];

    // As of Phi3SmallConfig in configuration_phi3_small.py beside the weights, which are those of the model of 8,192 positions.
    protected override Phi3SmallConfig Defaults { get; } =
        new() { VocabSize = 100352, HiddenSize = 4096, Layers = 32, Heads = 32, Positions = 8192, TieWordEmbeddings = true };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Phi3SmallFamily());

    protected override Phi3SmallConfig Read(ConfigFields fields, Phi3SmallConfig config)
    {
        // No layer asks for attention_bias, which published files have as false: all have biases. The kernel's own blocks divide those of
        // the pattern, and sequences are padded for training only.
        fields.Ignore(
            "attention_bias", "blocksparse_triton_kernel_block_size", "original_max_position_embeddings",
            "pad_sequence_to_multiple_of_64", "reorder_and_upcast_attn", "rope_embedding_base", "rope_position_scale");
        RotaryFields.Read(fields);
        fields.Only("hidden_act", "gegelu");
        Phi3SmallConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            Layers = fields.Size(config.Layers, "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "num_attention_heads"),
            KeyValueHeads = fields.Size(config.KeyValueHeads, "num_key_value_heads"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            LayerNormEpsilon = fields.Number(config.LayerNormEpsilon, "layer_norm_epsilon"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
            Inner = fields.OptionalSize(config.Inner, "ff_intermediate_size"),
            Multiple = fields.OptionalSize(config.Multiple, "ff_dim_multiplier"),
            PadsMultiple = fields.Flag(config.PadsMultiple, "gegelu_pad_to_256"),
            Limit = fields.OptionalNumber(config.Limit, "gegelu_limit"),
            DenseEvery = fields.OptionalSize(config.DenseEvery, "dense_attention_every_n_layers"),
            BlockSize = fields.Size(config.BlockSize, "blocksparse_block_size"),
            LocalBlocks = fields.Size(config.LocalBlocks, "blocksparse_num_local_blocks"),
            BlockStride = fields.Size(config.BlockStride, "blocksparse_vert_stride"),
            HeadsAlike = fields.Flag(config.HeadsAlike, "blocksparse_homo_head_pattern"),
            EmbeddingMultiplier = fields.OptionalNumber(config.EmbeddingMultiplier, "mup_embedding_multiplier"),
            WidthMultiplier = fields.OptionalNumber(config.WidthMultiplier, "mup_width_multiplier"),
            ScalesByWidth = fields.Flag(config.ScalesByWidth, "mup_use_scaling"),
            AttentionMultiplier = fields.Number(config.AttentionMultiplier, "mup_attn_multiplier"),
        };
        fields.CheckHeads(changed.HiddenSize, changed.Heads, "num_attention_heads");
        SharedHeads.Check(fields, changed.Heads, changed.KeyValueHeads);
        RotaryFields.CheckSize(fields, changed.HeadSize);
        if (changed.Inner is null == changed.Multiple is null)
            throw fields.Fail("ff_dim_multiplier", "expected ff_dim_multiplier or ff_intermediate_size, and null for the other one");
        if (changed.MlpWidth == 0)
            throw fields.Fail("ff_dim_multiplier", $"two thirds of a hidden size of {changed.HiddenSize} leave the MLP no width");
        if (changed.ScalesByWidth && changed.AttentionMultiplier == 0)
            throw fields.Fail("mup_attn_multiplier", "0: expected a number above 0, which scores are multiplied by");
        return changed;
    }

    protected override Tensor Base(GraphBuilder net, Phi3SmallConfig config, Tensor ids)
    {
        long length = net.Workload.SequenceLength!.Value;
        Tensor x = net.Embedding("embed_tokens", ids, config.VocabSize, config.HiddenSize);
        if (config.EmbeddingMultiplier is { } factor and > 0)
            x = net.WithScalar("Mul", x, factor);
        bool[] isDense = [.. Enumerable.Range(1, config.Layers).Select(number => config.DenseEvery is { } every && number % every == 0)];
        CausalMask? all = isDense.Contains(true) ? CausalMask.Of(net, length) : null;
        CausalMask? blocks = isDense.Contains(false)
            ? CausalMask.Blocked(net, length,
                new BlockPattern(config.BlockSize, config.LocalBlocks, config.BlockStride, config.HeadsAlike ? 1 : config.Heads))
            : null;
        (Tensor, Tensor) angles = RotaryPositions.Angles(net, "RotaryEmbedding", length, config.HeadSize);
        int next = 0;
        x = net.ModuleList("layers", () => net.Repeat(config.Layers, "Phi3SmallDecoderLayer", x, y =>
        {
            int layer = next++;
            Tensor normed = net.LayerNorm("input_layernorm", y, config.LayerNormEpsilon);
            Tensor attended = net.Add(y, net.Module("self_attn", "Phi3SmallSelfAttention", () => isDense[layer]
                ? Attention(net, config, normed, angles, (query, key, value) => Context(layer, query, key, value, all!))
                : Attention(net, config, normed, angles, (query, key, value) => net.Module(
                    "_blocksparse_layer", "BlockSparseAttentionLayer", () => Context(layer, query, key, value, blocks!)))));
            Tensor renormed = net.LayerNorm("post_attention_layernorm", attended, config.LayerNormEpsilon);
            return net.Add(attended, net.Module("mlp", "Phi3SmallMLP", () => GatedMlp(net, config, renormed)));
        }));
        return net.LayerNorm("final_layernorm", x, config.LayerNormEpsilon);

        Tensor Context(int layer, Tensor query, Tensor key, Tensor value, CausalMask mask) => CausalAttention.Context(
            net, layer,
            new AttentionScores { Scale = config.ScalesByWidth ? config.AttentionMultiplier / config.HeadSize : null },
            query, key, value, mask);
    }

    protected override Tensor Logits(GraphBuilder net, Phi3SmallConfig config, Tensor logits)
    {
        if (config.WidthMultiplier is { } divisor and > 0)
            logits = net.WithScalar("Div", logits, divisor);
        // Words that stand for nothing are made impossible; which ones they are its tokenizer knows.
        Tensor dummies = net.Stored(
            net.Scope, "dummy_tokens_mask", new TensorShape(config.VocabSize), TensorFill.Zeros, TensorRole.Buffer, DataType.Bool);
        return net.Call("Where", [dummies, logits], new OperatorAttributes(("scalar", -1e30), ("scalar_left", 1L)));
    }

    private static Tensor Attention(
        GraphBuilder net, Phi3SmallConfig config, Tensor x, (Tensor Cosine, Tensor Sine) angles,
        Func<Tensor, Tensor, Tensor, Tensor> context)
    {
        Tensor fused = net.Linear("query_key_value", x, (config.Heads + (2L * config.KeyValueHeads)) * config.HeadSize);
        (Tensor query, Tensor key, Tensor value) = Grouped(
            net, fused, config.KeyValueHeads, config.Heads / config.KeyValueHeads, config.HeadSize);
        query = RotaryPositions.Turn(net, query, angles.Cosine, angles.Sine);
        key = RotaryPositions.Turn(net, key, angles.Cosine, angles.Sine);
        return net.Linear("dense", context(query, key, value), config.HiddenSize);
    }

    /// <summary>The MLP: one projection makes what is bent by GELU and what that is multiplied by, number by number in turn.</summary>
    private static Tensor GatedMlp(GraphBuilder net, Phi3SmallConfig config, Tensor x)
    {
        long width = config.MlpWidth;
        Tensor pairs = net.Reshape(net.Linear("up_proj", x, 2 * width), x.Shape![0], x.Shape[1], width, 2);
        (Tensor gate, Tensor up) = (net.Select(pairs, 3, 0), net.Select(pairs, 3, 1));
        if (config.Limit is { } limit)
        {
            gate = net.WithScalar("Min", gate, limit);
            up = net.WithScalar("Max", net.WithScalar("Min", up, limit), -limit);
        }

        Tensor bent = net.Call("QuickGELU", [gate]);
        return net.Linear("down_proj", net.Mul(bent, net.WithScalar("Add", up, 1)), config.HiddenSize);
    }
}
