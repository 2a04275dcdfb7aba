using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <summary>Configuration of ALBERT, with the fields of its config.json; defaults are those of the published base model.</summary>
internal sealed record AlbertConfig
{
    public int VocabSize { get; init; } = 30000;

    public int EmbeddingSize { get; init; } = 128;

    public int HiddenSize { get; init; } = 768;

    public int NumHiddenLayers { get; init; } = 12;

    /// <summary>Groups of layers with weights of their own.</summary>
    public int NumHiddenGroups { get; init; } = 1;

    /// <summary>Layers in a group.</summary>
    public int InnerGroupNum { get; init; } = 1;

    public int NumAttentionHeads { get; init; } = 12;

    public int IntermediateSize { get; init; } = 3072;

    public string HiddenAct { get; init; } = "gelu_new";

    public int MaxPositionEmbeddings { get; init; } = 512;

    public int TypeVocabSize { get; init; } = 2;

    public double LayerNormEps { get; init; } = 1e-12;

    /// <summary>A configuration with some of its fields changed.</summary>
    public static AlbertConfig Read(ConfigFields fields, AlbertConfig config)
    {
        fields.Ignore(
            "attention_probs_dropout_prob", "classifier_dropout_prob", "down_scale_factor", "gap_size", "hidden_dropout_prob", "layers_to_keep",
            "net_structure_type", "num_memory_blocks");
        fields.Only("position_embedding_type", "absolute");
        AlbertConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            EmbeddingSize = fields.Size(config.EmbeddingSize, "embedding_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            NumHiddenLayers = fields.Size(config.NumHiddenLayers, "num_hidden_layers"),
            NumHiddenGroups = fields.Size(config.NumHiddenGroups, "num_hidden_groups"),
            InnerGroupNum = fields.Size(config.InnerGroupNum, "inner_group_num"),
            NumAttentionHeads = fields.Size(config.NumAttentionHeads, "num_attention_heads"),
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            HiddenAct = fields.Text(config.HiddenAct, "hidden_act", "gelu_new", "gelu", "relu", "silu"),
            MaxPositionEmbeddings = fields.Size(config.MaxPositionEmbeddings, "max_position_embeddings"),
            TypeVocabSize = fields.Size(config.TypeVocabSize, "type_vocab_size"),
            LayerNormEps = fields.Number(config.LayerNormEps, "layer_norm_eps"),
        };
        TextWorkload.CheckHeads(changed.HiddenSize, changed.NumAttentionHeads);
        return changed.NumHiddenGroups <= changed.NumHiddenLayers
            ? changed
            : throw new InputException($"num_hidden_groups={changed.NumHiddenGroups}: expected at most the {changed.NumHiddenLayers} layers");
    }
}
