using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>Configuration of Llama and the decoders built like it, with the fields of their config.json.</summary>
internal sealed record LlamaConfig
{
    public int VocabSize { get; init; } = 32000;

    public int HiddenSize { get; init; } = 2048;

    public int IntermediateSize { get; init; } = 5632;

    public int Layers { get; init; } = 22;

    public int Heads { get; init; } = 32;

    /// <summary>Heads of keys and values; each is used by several heads of queries.</summary>
    public int KeyValueHeads { get; init; } = 4;

    /// <summary>Size of a head; null for its share of the hidden size.</summary>
    public int? HeadSize { get; init; }

    public string HiddenAct { get; init; } = "silu";

    public int Positions { get; init; } = 2048;

    public double RmsNormEps { get; init; } = 1e-5;

    /// <summary>Queries, keys and values have a bias.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>The projection behind the attention has a bias, too.</summary>
    public bool OutputBias { get; init; }

    public bool MlpBias { get; init; }

    /// <summary>Tokens that an attention sees, the one that looks among them; null for all.</summary>
    public int? Window { get; init; }

    /// <summary>Queries and keys of each head are normalised before they are turned.</summary>
    public bool HeadNorms { get; init; }

    /// <summary>Queries, keys and values are one projection, gate and values of the MLP another.</summary>
    public bool FusedProjections { get; init; }

    /// <summary>Queries and keys are normalised over all heads at once, before they are split into heads.</summary>
    public bool WholeNorms { get; init; }

    /// <summary>What attention and MLP give is normalised, and not what they are given.</summary>
    public bool PostNorms { get; init; }

    /// <summary>What word embeddings are multiplied by; null where they are not.</summary>
    public double? EmbeddingMultiplier { get; init; }

    /// <summary>What attention and MLP give is multiplied by before it is added; null where it is not.</summary>
    public double? ResidualMultiplier { get; init; }

    /// <summary>What scores are multiplied by; null for the inverse root of the size of a head.</summary>
    public double? AttentionMultiplier { get; init; }

    /// <summary>What the output layer's results are divided by; null where they are not.</summary>
    public double? LogitsScaling { get; init; }

    /// <summary>The output layer shares the word embeddings' weights.</summary>
    public bool TieWordEmbeddings { get; init; }

    /// <summary>Size of a head.</summary>
    public int Size => HeadSize ?? HiddenSize / Heads;

    /// <summary>A configuration with some of its fields changed.</summary>
    public static LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        fields.Ignore(
            "attention_dropout", "layer_types", "max_window_layers", "pretraining_tp", "rope_parameters", "rope_scaling", "rope_theta",
                "sliding_window",
            "use_mrope", "use_sliding_window");
        LlamaConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            Layers = fields.Size(config.Layers, "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "num_attention_heads"),
            KeyValueHeads = fields.Size(config.KeyValueHeads, "num_key_value_heads"),
            HiddenAct = fields.Text(config.HiddenAct, "hidden_act", "silu", "gelu", "gelu_new", "gelu_pytorch_tanh", "relu"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            RmsNormEps = fields.Number(config.RmsNormEps, "rms_norm_eps"),
            AttentionBias = fields.Flag(config.AttentionBias, "attention_bias"),
            MlpBias = fields.Flag(config.MlpBias, "mlp_bias"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
        };
        int size = fields.Size(changed.HeadSize ?? 0, "head_dim");
        if (size == 0)
            ConfigFields.CheckHeads(changed.HiddenSize, changed.Heads);
        changed = changed with { HeadSize = size == 0 ? null : size };
        if (changed.Heads % changed.KeyValueHeads != 0)
            throw new InputException(
                $"{changed.Heads} attention heads cannot share {changed.KeyValueHeads} heads of keys and values: choose a divisor");
        return changed.Size % 2 == 0
            ? changed
            : throw new InputException($"heads of size {changed.Size}: rotary positions turn pairs, so the size must be even");
    }
}
