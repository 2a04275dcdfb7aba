namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>
/// Configuration of ALBERT: BERT's, with small embeddings and layers that share weights; defaults are those of the published base model.
/// </summary>
internal sealed record AlbertConfig
{
    public BertConfig Bert { get; init; } = new() { VocabSize = 30000, HiddenAct = "gelu_new" };

    public int EmbeddingSize { get; init; } = 128;

    /// <summary>Groups of layers with weights of their own.</summary>
    public int NumHiddenGroups { get; init; } = 1;

    /// <summary>Layers in a group.</summary>
    public int InnerGroupNum { get; init; } = 1;

    /// <summary>A configuration with some of its fields changed.</summary>
    public static AlbertConfig Read(ConfigFields fields, AlbertConfig config)
    {
        fields.Ignore("classifier_dropout_prob", "down_scale_factor", "gap_size", "layers_to_keep", "net_structure_type",
            "num_memory_blocks");
        AlbertConfig changed = new()
        {
            Bert = BertFamily.ReadFields(fields, config.Bert),
            EmbeddingSize = fields.Size(config.EmbeddingSize, "embedding_size"),
            NumHiddenGroups = fields.Size(config.NumHiddenGroups, "num_hidden_groups"),
            InnerGroupNum = fields.Size(config.InnerGroupNum, "inner_group_num"),
        };
        return changed.NumHiddenGroups <= changed.Bert.NumHiddenLayers
            ? changed
            : throw fields.Fail("num_hidden_groups",
                $"num_hidden_groups={changed.NumHiddenGroups}: expected at most the {changed.Bert.NumHiddenLayers} layers");
    }
}
