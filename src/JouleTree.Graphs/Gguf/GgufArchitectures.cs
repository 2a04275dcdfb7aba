using static JouleTree.Graphs.Gguf.GgufModules;

namespace JouleTree.Graphs.Gguf;

/// <summary>
/// The architectures that are known: keys as of gguf-py's constants.py and llama.cpp's llama-arch.cpp, what they mean as of
/// convert_hf_to_gguf.py (llama.cpp, 2026).
/// </summary>
internal static class GgufArchitectures
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<GgufArchitecture> All { get; } =
    [
        // Mistral's models and Mixtral are called llama, too.
        new("llama", Llama, new GgufNames { Modules = Decoder(Mixtral) }),
        new("qwen2", config => Plain(config, "qwen2"), new GgufNames { Modules = Decoder() }) { Others = ["qwen2vl"] },
        new("qwen3", Qwen3, new GgufNames { Modules = Decoder() }) { Others = ["qwen3vl"] },
        new("qwen2moe", Qwen2Moe, new GgufNames { Modules = Decoder(Experts) }),
        new("qwen3moe", Qwen3Moe, new GgufNames { Modules = Decoder(Experts) }) { Others = ["qwen3vlmoe"] },
        new("gemma", config => Plain(config, "gemma"), new GgufNames { Modules = Decoder() }),
        new("gemma2", Gemma2, new GgufNames { Modules = Decoder(PostNorms) }),
        new("gemma3", Gemma3, new GgufNames { Modules = Decoder(PostNorms) }),
        new("phi3", Phi3, new GgufNames { Modules = Decoder(Fused), Joined = FusedOfApart }),
        new("olmo2", config => Biased(config, "olmo2"), new GgufNames { Modules = Decoder(PostNorms) }),
        new("granite", Granite, new GgufNames { Modules = Decoder() }),
        new("starcoder2", StarCoder2, new GgufNames { Modules = Decoder(TwoLayers) }),
        new("deepseek2", GgufDeepseek.Configure, new GgufNames { Modules = Decoder(Latent), Joined = LatentOfApart }),
        new("gpt-oss", GptOss, new GgufNames { Modules = Decoder(Sinks), Joined = Stacked }),
        new("bert", Bert, new GgufNames { Layers = "encoder.layer.", Modules = Encoder }) { WritesText = false },
        new("nomic-bert", NomicBert, new GgufNames { Layers = "encoder.layers.", Modules = NomicEncoder }) { WritesText = false },
    ];

    private static string Llama(GgufConfig config)
    {
        if (config.Size("expert_count") is not { } experts)
        {
            config.Write("mlp_bias", config.Has("ffn_up.bias"));
            return Biased(config, "llama");
        }

        config.Write("num_local_experts", experts);
        config.Write("num_experts_per_tok", config.Required("expert_used_count"));
        return Plain(config, "mixtral");
    }

    private static string Qwen3(GgufConfig config) => Biased(config, "qwen3");

    private static string Biased(GgufConfig config, string type)
    {
        config.Write("attention_bias", config.Has("attn_q.bias"));
        return Plain(config, type);
    }

    private static string Qwen2Moe(GgufConfig config)
    {
        config.Write("qkv_bias", config.Has("attn_q.bias"));
        config.Write("shared_expert_intermediate_size",
            config.Size("expert_shared_feed_forward_length") ?? config.SizeInLayers("ffn_up_shexp.weight", ^2));
        return Mixture(config, "qwen2_moe", normalises: false);
    }

    private static string Qwen3Moe(GgufConfig config)
    {
        config.Write("attention_bias", config.Has("attn_q.bias"));
        return Mixture(config, "qwen3_moe", normalises: true);
    }

    private static string Mixture(GgufConfig config, string type, bool normalises)
    {
        config.Write("num_experts", config.Required("expert_count"));
        config.Write("num_experts_per_tok", config.Required("expert_used_count"));
        config.Write("moe_intermediate_size", ExpertSize(config));
        config.Write("norm_topk_prob", config.Flag("expert_weights_norm") ?? normalises);
        return Plain(config, type);
    }

    private static string Gemma2(GgufConfig config)
    {
        config.Write("attn_logit_softcapping", config.Number("attn_logit_softcapping") ?? 50);
        config.Write("final_logit_softcapping", config.Number("final_logit_softcapping") ?? 30);
        config.Write("sliding_window", config.Size("attention.sliding_window") ?? 4096);
        return Plain(config, "gemma2");
    }

    private static string Gemma3(GgufConfig config)
    {
        config.Write("sliding_window", config.Size("attention.sliding_window"));
        const string pattern = "attention.sliding_window_pattern";
        if (config.Flags(pattern) is { } windowed)
            config.Write("layer_types", windowed.Select(isWindowed => isWindowed ? "sliding_attention" : "full_attention"));
        else
            config.Write("sliding_window_pattern", config.Size(pattern));
        return Plain(config, "gemma3_text");
    }

    private static string Phi3(GgufConfig config)
    {
        config.WriteOrNone("sliding_window", config.Size("attention.sliding_window"));
        return Plain(config, "phi3");
    }

    private static string Granite(GgufConfig config)
    {
        config.Write("embedding_multiplier", config.Number("embedding_scale"));
        config.Write("residual_multiplier", config.Number("residual_scale"));
        config.Write("attention_multiplier", config.Number("attention.scale"));
        config.Write("logits_scaling", config.Number("logit_scale"));
        config.Write("mlp_bias", config.Has("ffn_up.bias"));
        return Biased(config, "granite");
    }

    private static string StarCoder2(GgufConfig config)
    {
        config.Write("use_bias", config.Has("attn_q.bias"));
        config.Write("norm_epsilon", config.Number("attention.layer_norm_epsilon"));
        return Plain(config, "starcoder2", hasHeadSize: false);
    }

    private static string GptOss(GgufConfig config)
    {
        config.Write("num_local_experts", config.Required("expert_count"));
        config.Write("num_experts_per_tok", config.Required("expert_used_count"));
        config.Write("sliding_window", config.Size("attention.sliding_window"));
        return Plain(config, "gpt_oss", hidden: ExpertSize(config) ?? config.Required("feed_forward_length"));
    }

    private static string Bert(GgufConfig config)
    {
        GgufShared.Sizes(config);
        config.Write("intermediate_size", config.Required("feed_forward_length"));
        config.Write("max_position_embeddings", config.SizeOf("position_embd.weight", 0) ?? config.Required("context_length"));
        config.Write("type_vocab_size", config.SizeOf("token_types.weight", 0));
        config.Write("layer_norm_eps", config.Number("attention.layer_norm_epsilon"));
        // Files of encoders are without the layer behind them, which sentences' vectors are made without.
        config.Write("add_pooling_layer", config.File.Tensor("pooler.dense.weight") is not null);
        return "bert";
    }

    private static string NomicBert(GgufConfig config)
    {
        GgufShared.Vocabulary(config);
        config.Write("n_embd", config.Required("embedding_length"));
        config.Write("n_layer", GgufShared.Layers(config));
        config.Write("n_head", config.Required("attention.head_count"));
        config.Write("n_inner", config.Required("feed_forward_length"));
        config.Write("n_positions", config.Required("context_length"));
        config.Write("type_vocab_size", config.SizeOf("token_types.weight", 0));
        config.Write("layer_norm_epsilon", config.Number("attention.layer_norm_epsilon"));
        return "nomic_bert";
    }

    private static int? ExpertSize(GgufConfig config) =>
        config.Size("expert_feed_forward_length") ?? config.SizeInLayers("ffn_down_exps.weight", ^1);

    private static string Plain(GgufConfig config, string type, bool hasHeadSize = true, int? hidden = null)
    {
        GgufShared.Decoder(config, hasHeadSize);
        config.Write("intermediate_size", hidden ?? config.Required("feed_forward_length"));
        return type;
    }
}
