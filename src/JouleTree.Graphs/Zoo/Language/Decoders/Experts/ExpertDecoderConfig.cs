using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>Configuration of decoders with mixtures of experts, with the fields of their config.json.</summary>
internal record ExpertDecoderConfig
{
    public int VocabSize { get; init; } = 32000;

    public int HiddenSize { get; init; } = 4096;

    /// <summary>Hidden width of layers without a mixture.</summary>
    public int IntermediateSize { get; init; } = 14336;

    public int Layers { get; init; } = 32;

    public int Heads { get; init; } = 32;

    /// <summary>Heads of keys and values; each is used by several heads of queries. 0 for as many.</summary>
    public int KeyValueHeads { get; init; } = 8;

    /// <summary>Size of a head; null for its share of the hidden size.</summary>
    public int? HeadSize { get; init; }

    public int Positions { get; init; } = 32768;

    public double RmsNormEps { get; init; } = 1e-5;

    /// <summary>Queries, keys and values have a bias.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>The projection behind the attention has a bias, too.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Tokens that some or all layers see, each itself among them; null for all.</summary>
    public int? Window { get; init; }

    /// <summary>The output layer shares the word embeddings' weights.</summary>
    public bool TieWordEmbeddings { get; init; }

    /// <summary>Experts of a layer.</summary>
    public int Experts { get; init; } = 8;

    /// <summary>Experts that each token is given.</summary>
    public int Chosen { get; init; } = 2;

    /// <summary>Hidden width of an expert.</summary>
    public int ExpertSize { get; init; } = 14336;

    /// <summary>Weights of a token's experts are divided by their sum.</summary>
    public bool Normalises { get; init; } = true;

    /// <summary>Size of a head.</summary>
    public int Size => HeadSize ?? HiddenSize / Heads;

    /// <summary>The fields that all families have, under the same names.</summary>
    /// <typeparam name="TConfig">The configuration.</typeparam>
    /// <param name="fields">The changes.</param>
    /// <param name="config">The configuration to change.</param>
    /// <exception cref="InputException">Values are wrong, or do not fit together.</exception>
    public static TConfig ReadShared<TConfig>(ConfigFields fields, TConfig config)
        where TConfig : ExpertDecoderConfig
    {
        fields.Ignore(
            "attention_dropout", "ep_size", "output_router_logits", "pretraining_tp", "router_aux_loss_coef", "router_jitter_noise");
        RotaryFields.Read(fields);
        fields.Only("hidden_act", "silu");
        TConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            Layers = fields.Size(config.Layers, "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "num_attention_heads"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            RmsNormEps = fields.Number(config.RmsNormEps, "rms_norm_eps"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
        };
        int? shared = fields.OptionalSize(config.KeyValueHeads == 0 ? null : config.KeyValueHeads, "num_key_value_heads");
        changed = changed with { KeyValueHeads = shared ?? changed.Heads };
        SharedHeads.Check(fields, changed.Heads, changed.KeyValueHeads);
        return changed;
    }

    /// <summary>The fields above and <c>head_dim</c>, which may be null.</summary>
    /// <typeparam name="TConfig">The configuration.</typeparam>
    /// <param name="fields">The changes.</param>
    /// <param name="config">The configuration to change.</param>
    /// <exception cref="InputException">Values are wrong, or do not fit together.</exception>
    public static TConfig ReadHeads<TConfig>(ConfigFields fields, TConfig config)
        where TConfig : ExpertDecoderConfig
    {
        TConfig changed = ReadShared(fields, config);
        changed = changed with { HeadSize = fields.OptionalSize(config.HeadSize, "head_dim") };
        if (changed.HeadSize is null)
            fields.CheckHeads(changed.HiddenSize, changed.Heads, "num_attention_heads");
        RotaryFields.CheckSize(fields, changed.Size);
        return changed;
    }
}
