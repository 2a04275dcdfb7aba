namespace JouleTree.Graphs.Zoo.Language.EncoderDecoders;

/// <summary>Configuration of T5, with the fields of its config.json; defaults are those of the small one.</summary>
internal sealed record T5Config
{
    public int VocabSize { get; init; } = 32128;

    public int ModelSize { get; init; } = 512;

    public int HeadSize { get; init; } = 64;

    public int Inner { get; init; } = 2048;

    public int Layers { get; init; } = 6;

    public int DecoderLayers { get; init; } = 6;

    public int Heads { get; init; } = 8;

    /// <summary>Groups of distances between tokens that the attention tells apart.</summary>
    public int Buckets { get; init; } = 32;

    public string FeedForward { get; init; } = "relu";

    /// <summary>The output layer shares the word embeddings' weights.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    public double LayerNormEpsilon { get; init; } = 1e-6;

    /// <summary>The hidden layer is multiplied by a second one.</summary>
    public bool IsGated => FeedForward.StartsWith("gated-", StringComparison.Ordinal);

    /// <summary>A configuration with some of its fields changed.</summary>
    public static T5Config Read(ConfigFields fields, T5Config config)
    {
        fields.Ignore(
            "classifier_dropout", "decoder_start_token_id", "dropout_rate", "initializer_factor", "n_positions",
            "relative_attention_max_distance");
        fields.Only("is_encoder_decoder", "true");
        fields.Only("is_decoder", "false");
        int layers = fields.Size(config.Layers, "num_layers", "num_hidden_layers");
        // As many as the encoder's where a configuration says nothing.
        int? decoderLayers =
            fields.OptionalSize(layers == config.Layers ? config.DecoderLayers : layers, "num_decoder_layers");
        T5Config changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            ModelSize = fields.Size(config.ModelSize, "d_model", "hidden_size"),
            HeadSize = fields.Size(config.HeadSize, "d_kv"),
            Inner = fields.Size(config.Inner, "d_ff"),
            Layers = layers,
            DecoderLayers = decoderLayers ?? layers,
            Heads = fields.Size(config.Heads, "num_heads", "num_attention_heads"),
            Buckets = fields.Size(config.Buckets, "relative_attention_num_buckets"),
            FeedForward = fields.Text(config.FeedForward, "feed_forward_proj", "relu", "gated-gelu"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
            LayerNormEpsilon = fields.Number(config.LayerNormEpsilon, "layer_norm_epsilon"),
        };
        // Newer files say the same once more in two fields.
        fields.OnlyIfGiven("is_gated_act", changed.IsGated ? "true" : "false");
        fields.OnlyIfGiven("dense_act_fn", changed.IsGated ? "gelu_new" : "relu");
        return changed;
    }
}
