namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>Configuration of Llama and the decoders built like it, with the fields of their config.json.</summary>
internal sealed record LlamaConfig
{
    public int VocabSize { get; init; } = 32000;

    public int HiddenSize { get; init; } = 2048;

    public int IntermediateSize { get; init; } = 5632;

    public int Layers { get; init; } = 22;

    public int Heads { get; init; } = 32;

    /// <summary>Heads of keys and values, each used by several heads of queries; 0 for as many as those.</summary>
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

    /// <summary>Number of the first layer that may see a window only; those before it see all.</summary>
    public int WindowsFrom { get; init; }

    /// <summary>Of each layer, whether it sees a window only; null where all from <see cref="WindowsFrom"/> on do.</summary>
    public IReadOnlyList<bool>? WindowedLayers { get; init; }

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

    /// <summary>Share of a head's numbers that is turned by its position.</summary>
    public double RotaryShare { get; init; } = 1;

    /// <summary>How many of a head's numbers are turned by its position.</summary>
    public int Turned => (int)(Size * RotaryShare);

    /// <summary>True for a layer that sees a window only.</summary>
    /// <param name="layer">Its number.</param>
    public bool IsWindowed(int layer) => Window is not null && (WindowedLayers?[layer] ?? (layer >= WindowsFrom));

    /// <summary>True where some layer sees a window only.</summary>
    public bool HasWindows => Window is not null && (WindowedLayers?.Contains(true) ?? (WindowsFrom < Layers));

    /// <summary>True where some layer sees all.</summary>
    public bool SeesAll => Window is null || (WindowedLayers?.Contains(false) ?? (WindowsFrom > 0));

    /// <summary>A configuration with some of its fields changed, but for windows, which families state in different ways.</summary>
    public static LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        RotaryFields.Read(fields);
        return ReadSizes(fields, config);
    }

    /// <summary>The same with one window for all layers, of a family that may turn a part of each head.</summary>
    public static LlamaConfig ReadTurningParts(ConfigFields fields, LlamaConfig config)
    {
        const string name = "partial_rotary_factor";
        LlamaConfig changed = ReadSizes(fields, config) with
        {
            RotaryShare = RotaryFields.ReadShare(fields, config.RotaryShare, name),
            Window = fields.OptionalSize(config.Window, "sliding_window"),
        };
        RotaryFields.CheckShare(fields, name, changed.RotaryShare, changed.Size, changed.Turned);
        return changed;
    }

    /// <summary>The same with one window for all layers (<c>sliding_window</c>).</summary>
    public static LlamaConfig ReadWithWindow(ConfigFields fields, LlamaConfig config) =>
        Read(fields, config) with { Window = fields.OptionalSize(config.Window, "sliding_window") };

    /// <summary>
    /// The same with windows as Qwen states them: those of the layers behind the first <c>max_window_layers</c>, or of those that
    /// <c>layer_types</c> lists, and only where <c>use_sliding_window</c> says so.
    /// </summary>
    public static LlamaConfig ReadWithLateWindows(ConfigFields fields, LlamaConfig config)
    {
        LlamaConfig changed = Read(fields, config);
        int? window = fields.OptionalSize(config.Window ?? 4096, "sliding_window");
        double first = fields.Number(28, "max_window_layers");
        IReadOnlyList<bool>? listed = LayerKinds.Windowed(fields, changed.Layers);
        if (!fields.Flag(config.Window is not null, "use_sliding_window") || window is null)
            return listed?.Contains(true) == true
                ? throw fields.Fail("layer_types",
                    "lists layers that see a window, and use_sliding_window and sliding_window give them none")
                : changed with { Window = null };
        return changed with
        {
            Window = window,
            WindowsFrom = (int)Math.Min(first, int.MaxValue),
            WindowedLayers = listed,
        };
    }

    private static LlamaConfig ReadSizes(ConfigFields fields, LlamaConfig config)
    {
        fields.Ignore("attention_dropout");
        LlamaConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            Layers = fields.Size(config.Layers, "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "num_attention_heads"),
            HeadSize = fields.OptionalSize(config.HeadSize, "head_dim"),
            HiddenAct = fields.Activation(config.HiddenAct, "hidden_act"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            RmsNormEps = fields.Number(config.RmsNormEps, "rms_norm_eps"),
            AttentionBias = fields.Flag(config.AttentionBias, "attention_bias"),
            MlpBias = fields.Flag(config.MlpBias, "mlp_bias"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
        };
        int? shared = fields.OptionalSize(config.KeyValueHeads == 0 ? null : config.KeyValueHeads, "num_key_value_heads");
        changed = changed with { KeyValueHeads = shared ?? changed.Heads };
        if (changed.HeadSize is null)
            fields.CheckHeads(changed.HiddenSize, changed.Heads, "num_attention_heads");
        SharedHeads.Check(fields, changed.Heads, changed.KeyValueHeads);
        RotaryFields.CheckSize(fields, changed.Size);
        return changed;
    }
}
