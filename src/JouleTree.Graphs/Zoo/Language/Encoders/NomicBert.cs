using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Zoo.Language.Decoders;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>Configuration of nomic-bert, with the fields of its config.json.</summary>
internal sealed record NomicBertConfig
{
    public int VocabSize { get; init; } = 30528;

    public int HiddenSize { get; init; } = 768;

    public int Layers { get; init; } = 12;

    public int Heads { get; init; } = 12;

    public int IntermediateSize { get; init; } = 3072;

    public int Positions { get; init; } = 8192;

    public int TypeVocabSize { get; init; } = 2;

    public double LayerNormEps { get; init; } = 1e-12;
}

/// <summary>
/// nomic-bert (Nussbaum et al., 2024), as its NomicBertModel: BERT with rotary positions, one projection for queries, keys and values, and
/// a gated MLP, all without biases.
/// </summary>
internal sealed class NomicBertFamily : ConfiguredFamily<NomicBertConfig>
{
    public NomicBertFamily()
    {
        const string source = "the weights file at Hugging Face";
        Declare("nomic-ai/nomic-embed-text-v1.5", new NomicBertConfig(), 136_731_648, source, "nomic-ai/nomic-embed-text-v1");
    }

    public override string Name => "nomic-bert";

    public override string ModelType => "nomic_bert";

    protected override string ClassName => "NomicBertModel";

    // As of the config.json of nomic-embed-text-v1.5; its configuration class builds upon GPT-2's.
    protected override NomicBertConfig Defaults { get; } = new();

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new NomicBertFamily());

    protected override NomicBertConfig Read(ConfigFields fields, NomicBertConfig config)
    {
        fields.Ignore(
            "attn_pdrop", "dense_seq_output", "embd_pdrop", "fused_bias_fc", "fused_dropout_add_ln", "max_trained_positions",
            "pad_vocab_size_multiple", "parallel_block_tied_norm", "reorder_and_upcast_attn", "resid_pdrop", "rotary_emb_base",
            "rotary_emb_interleaved", "rotary_emb_scale_base", "rotary_scaling_factor", "scale_attn_by_inverse_layer_idx",
            "scale_attn_weights", "summary_activation", "summary_first_dropout", "summary_proj_to_labels", "summary_type",
            "summary_use_proj", "use_flash_attn", "use_xentropy");
        foreach (string off in (ReadOnlySpan<string>)["causal", "mlp_fc1_bias", "mlp_fc2_bias", "parallel_block", "prenorm",
            "qkv_proj_bias", "use_rms_norm"])
            fields.Only(off, "false");
        fields.Only("activation_function", "swiglu");
        fields.Only("rotary_emb_fraction", "1");
        NomicBertConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "n_embd", "hidden_size"),
            Layers = fields.Size(config.Layers, "n_layer", "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "n_head", "num_attention_heads"),
            IntermediateSize = fields.Size(config.IntermediateSize, "n_inner", "intermediate_size"),
            Positions = fields.Size(config.Positions, "n_positions", "max_position_embeddings"),
            TypeVocabSize = fields.Size(config.TypeVocabSize, "type_vocab_size"),
            LayerNormEps = fields.Number(config.LayerNormEps, "layer_norm_epsilon"),
        };
        fields.CheckHeads(changed.HiddenSize, changed.Heads, "n_head", "num_attention_heads");
        return (changed.HiddenSize / changed.Heads) % 2 == 0
            ? changed
            : throw fields.Fail("n_head", $"heads of size {changed.HiddenSize / changed.Heads}: rotary positions turn pairs, so the size "
                + "must be even");
    }

    protected override Workload Complete(Workload workload, NomicBertConfig config) => TextWorkload.Complete(workload, config.Positions);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, NomicBertConfig config)
    {
        BertInputs inputs = BertInputs.Of(net, config.VocabSize, config.TypeVocabSize);
        Tensor mask = TextWorkload.ExtendedMask(net, inputs.Mask);
        Tensor embedded = net.Module("embeddings", "NomicBertEmbeddings", () => net.Add(
            net.Embedding("word_embeddings", inputs.Ids, config.VocabSize, config.HiddenSize),
            net.Embedding("token_type_embeddings", inputs.Types, config.TypeVocabSize, config.HiddenSize)));
        Tensor normed = net.LayerNorm("emb_ln", embedded, config.LayerNormEps);
        return [net.Module("encoder", "NomicBertEncoder", () => net.ModuleList("layers", () =>
            net.Repeat(config.Layers, "NomicBertBlock", normed, x => Block(net, config, x, mask))))];
    }

    private static Tensor Block(GraphBuilder net, NomicBertConfig config, Tensor x, Tensor mask)
    {
        Tensor context = net.Module("attn", "NomicBertAttention", () => Attention(net, config, x, mask));
        Tensor attended = net.LayerNorm("norm1", net.Add(context, x), config.LayerNormEps);
        Tensor made = net.Module("mlp", "NomicBertGatedMLP", () =>
        {
            Tensor up = net.Linear("fc11", attended, config.IntermediateSize, bias: false);
            Tensor gate = net.Activation("SiLU", "activation", net.Linear("fc12", attended, config.IntermediateSize, bias: false));
            return net.Linear("fc2", net.Mul(up, gate), config.HiddenSize, bias: false);
        });
        return net.LayerNorm("norm2", net.Add(made, attended), config.LayerNormEps);
    }

    private static Tensor Attention(GraphBuilder net, NomicBertConfig config, Tensor x, Tensor mask)
    {
        int size = config.HiddenSize / config.Heads;
        (Tensor cosine, Tensor sine) = RotaryPositions.Angles(net, "NomicBertRotaryEmbedding", x.Shape![1], size);
        IReadOnlyList<Tensor> parts = net.Split(net.Linear("Wqkv", x, 3L * config.HiddenSize, bias: false), 2, 3);
        Tensor query = RotaryPositions.Turn(net, net.SplitHeads(parts[0], config.Heads), cosine, sine);
        Tensor key = RotaryPositions.Turn(net, net.SplitHeads(parts[1], config.Heads), cosine, sine);
        Tensor value = net.SplitHeads(parts[2], config.Heads);
        Tensor scores = net.WithScalar("Div", net.MatMul(query, net.Transpose(key, 0, 1, 3, 2)), Math.Sqrt(size));
        Tensor context = net.MergeHeads(net.MatMul(net.Softmax(net.Add(scores, mask)), value));
        return net.Linear("out_proj", context, config.HiddenSize, bias: false);
    }
}
