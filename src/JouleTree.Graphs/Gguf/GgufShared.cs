using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Gguf;

/// <summary>What the configurations of most architectures have in common.</summary>
internal static class GgufShared
{
    /// <summary>Rows of the table of words.</summary>
    /// <param name="config">The configuration.</param>
    public static void Vocabulary(GgufConfig config) => config.Write("vocab_size", config.SizeOf("token_embd.weight", 0)
        ?? config.Size("vocab_size") ?? (int?)config.File.Find("tokenizer.ggml.tokens")?.Count);

    /// <summary>The sizes that every architecture has.</summary>
    /// <param name="config">The configuration.</param>
    public static void Sizes(GgufConfig config)
    {
        Vocabulary(config);
        config.Write("hidden_size", config.Required("embedding_length"));
        config.Write("num_hidden_layers", Layers(config));
        config.Write("num_attention_heads", config.Required("attention.head_count"));
    }

    /// <summary>Number of layers, all of which the file has to have.</summary>
    /// <param name="config">The configuration.</param>
    /// <exception cref="InputException">There are fewer.</exception>
    public static int Layers(GgufConfig config) => config.Required("block_count") is var layers && layers <= config.File.Layers
        ? layers
        : throw config.File.Fail($"says that there are {layers} layers (block_count), and has tensors of {config.File.Layers}: the file "
            + "is damaged, or of a vocabulary alone");

    /// <summary>Those of decoders.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="hasHeadSize">False for families whose heads always share the hidden size.</param>
    /// <exception cref="InputException">A number is missing or wrong, or heads are of a kind that is not known.</exception>
    public static void Decoder(GgufConfig config, bool hasHeadSize)
    {
        Sizes(config);
        int heads = config.Required("attention.head_count");
        config.Write("num_key_value_heads", config.Size("attention.head_count_kv") ?? heads);
        config.Write("max_position_embeddings", config.Required("context_length"));
        config.Write("rms_norm_eps", config.Number("attention.layer_norm_rms_epsilon"));
        config.Write("tie_word_embeddings", config.File.Tensor("output.weight") is null);
        int? size = config.Size("attention.key_length");
        if (size is not null && config.Size("attention.value_length") is { } values && values != size)
            throw config.File.Fail($"has keys of {size} numbers and values of {values}, expected as many: such models are not known here");
        if (hasHeadSize)
            config.Write("head_dim", size);
        int whole = size ?? (config.Required("embedding_length") / heads);
        if (config.Size("rope.dimension_count") is { } turned && turned < whole)
            config.Write("partial_rotary_factor", turned / (double)whole);
    }
}
