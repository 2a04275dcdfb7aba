using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gemma;

/// <summary>Configuration of Gemma and its successors, with the fields of their config.json.</summary>
internal sealed record GemmaConfig
{
    public int VocabSize { get; init; } = 256000;

    public int HiddenSize { get; init; } = 2048;

    public int IntermediateSize { get; init; } = 16384;

    public int Layers { get; init; } = 18;

    public int Heads { get; init; } = 8;

    public int KeyValueHeads { get; init; } = 1;

    public int HeadSize { get; init; } = 256;

    public int Positions { get; init; } = 8192;

    public double RmsNormEps { get; init; } = 1e-6;

    /// <summary>What attention and MLP give is normalised, too, before it is added.</summary>
    public bool PostNorms { get; init; }

    /// <summary>Queries and keys of each head are normalised before they are turned.</summary>
    public bool HeadNorms { get; init; }

    /// <summary>Scores stay below this by a tanh; null for no bound.</summary>
    public double? AttentionCap { get; init; }

    /// <summary>Results of the output layer stay below this by a tanh; null for no bound.</summary>
    public double? FinalCap { get; init; }

    /// <summary>Scores are divided by the root of this; null for the size of a head.</summary>
    public double? QueryScale { get; init; }

    /// <summary>Tokens that the layers see which do not see all, themselves among them; null where every layer sees all.</summary>
    public int? Window { get; init; }

    /// <summary>Of so many layers the last one sees all tokens; null where every layer does.</summary>
    public int? GlobalEvery { get; init; }

    /// <summary>Layers that see a window turn by angles of their own.</summary>
    public bool LocalAngles { get; init; }

    /// <summary>A configuration with some of its fields changed.</summary>
    public static GemmaConfig Read(ConfigFields fields, GemmaConfig config)
    {
        fields.Ignore(
            "attention_bias", "attention_dropout", "cache_implementation", "final_logit_softcapping", "attn_logit_softcapping",
            "hidden_act", "hidden_activation", "layer_types", "query_pre_attn_scalar", "rope_local_base_freq", "rope_parameters",
            "rope_scaling", "rope_theta", "sliding_window", "sliding_window_pattern", "tie_word_embeddings",
            "use_bidirectional_attention");
        GemmaConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            Layers = fields.Size(config.Layers, "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "num_attention_heads"),
            KeyValueHeads = fields.Size(config.KeyValueHeads, "num_key_value_heads"),
            HeadSize = fields.Size(config.HeadSize, "head_dim"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            RmsNormEps = fields.Number(config.RmsNormEps, "rms_norm_eps"),
        };
        if (changed.Heads % changed.KeyValueHeads != 0)
            throw new InputException(
                $"{changed.Heads} attention heads cannot share {changed.KeyValueHeads} heads of keys and values: choose a divisor");
        return changed.HeadSize % 2 == 0
            ? changed
            : throw new InputException($"heads of size {changed.HeadSize}: rotary positions turn pairs, so the size must be even");
    }
}
