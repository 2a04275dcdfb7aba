namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Configuration of OpenAI's GPT and GPT-2, with the fields of their config.json.</summary>
internal sealed record GptConfig
{
    public int VocabSize { get; init; } = 50257;

    public int Embedding { get; init; } = 768;

    public int Layers { get; init; } = 12;

    public int Heads { get; init; } = 12;

    /// <summary>Size of the hidden layer of the MLP; null for four times the embedding.</summary>
    public int? Inner { get; init; }

    public int Positions { get; init; } = 1024;

    public string Activation { get; init; } = "gelu_new";

    public double LayerNormEpsilon { get; init; } = 1e-5;

    /// <summary>A configuration with some of its fields changed.</summary>
    public static GptConfig Read(ConfigFields fields, GptConfig config, string activationField, params IReadOnlyList<string> activations)
    {
        fields.Ignore("attn_pdrop", "embd_pdrop", "n_ctx", "n_special", "predict_special_tokens", "resid_pdrop");
        TaskHeads.ReadSummary(fields, "cls_index", isOfLabels: true);
        fields.Only("add_cross_attention", "false");
        fields.Only("reorder_and_upcast_attn", "false");
        fields.Only("scale_attn_by_inverse_layer_idx", "false");
        fields.Only("scale_attn_weights", "true");
        GptConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            Embedding = fields.Size(config.Embedding, "n_embd", "hidden_size"),
            Layers = fields.Size(config.Layers, "n_layer", "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "n_head", "num_attention_heads"),
            Positions = fields.Size(config.Positions, "n_positions", "max_position_embeddings"),
            Activation = fields.Text(config.Activation, activationField, activations),
            LayerNormEpsilon = fields.Number(config.LayerNormEpsilon, "layer_norm_epsilon"),
            Inner = fields.OptionalSize(config.Inner, "n_inner"),
        };
        fields.CheckHeads(changed.Embedding, changed.Heads, "n_head", "num_attention_heads");
        return changed;
    }
}
