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

    public string Activation { get; init; } = "gelu_pytorch_tanh";

    /// <summary>The output layer shares the word embeddings' weights.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

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

    /// <summary>Of each layer, whether it sees a window only; null for as <see cref="GlobalEvery"/> says.</summary>
    public IReadOnlyList<bool>? WindowedLayers { get; init; }

    /// <summary>Layers that see a window turn by angles of their own.</summary>
    public bool LocalAngles { get; init; }

    /// <summary>True for a layer that sees a window only.</summary>
    /// <param name="layer">Its number.</param>
    public bool IsWindowed(int layer) =>
        Window is not null && (WindowedLayers?[layer] ?? (GlobalEvery is { } every && (layer + 1) % every != 0));

    /// <summary>A configuration with some of its fields changed.</summary>
    public static GemmaConfig Read(ConfigFields fields, GemmaConfig config)
    {
        fields.Ignore("attention_dropout", "cache_implementation");
        fields.Only("attention_bias", "false");
        fields.Only("use_bidirectional_attention", "false");
        RotaryFields.Read(fields);
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
            Activation = ReadActivation(fields, config.Activation),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
        };
        SharedHeads.Check(fields, changed.Heads, changed.KeyValueHeads);
        RotaryFields.CheckSize(fields, changed.HeadSize);
        return config.PostNorms ? ReadSecond(fields, changed) : changed;
    }

    // The first version's «gelu» stands in files from before hidden_activation, and its class took the tanh form all the same.
    private static string ReadActivation(ConfigFields fields, string activation)
    {
        fields.Text("gelu_pytorch_tanh", "hidden_act", "gelu", "gelu_pytorch_tanh");
        return fields.Word("hidden_activation") is null ? activation : fields.Activation(activation, "hidden_activation");
    }

    /// <summary>What came with the second version: bounds, a scale of its own and windows.</summary>
    private static GemmaConfig ReadSecond(ConfigFields fields, GemmaConfig config)
    {
        GemmaConfig changed = config with
        {
            AttentionCap = fields.OptionalNumber(config.AttentionCap, "attn_logit_softcapping"),
            FinalCap = fields.OptionalNumber(config.FinalCap, "final_logit_softcapping"),
            QueryScale = fields.OptionalNumber(config.QueryScale, "query_pre_attn_scalar"),
            Window = fields.OptionalSize(config.Window, "sliding_window"),
            WindowedLayers = LayerKinds.Windowed(fields, config.Layers),
        };
        if (!config.LocalAngles)
            return changed;
        fields.Ignore("rope_local_base_freq");
        return changed with { GlobalEvery = fields.OptionalSize(config.GlobalEvery, "sliding_window_pattern", "_sliding_window_pattern") };
    }
}
