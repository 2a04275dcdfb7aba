namespace JouleTree.Graphs.Gguf;

/// <summary>DeepSeek's mixtures, whose files of 2025 and later keep keys and values as latents, and those before as heads.</summary>
internal static class GgufDeepseek
{
    private const int Sigmoid = 2;

    /// <summary>Writes the configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <returns>The <c>model_type</c>: by how experts are judged.</returns>
    public static string Configure(GgufConfig config)
    {
        GgufShared.Sizes(config);
        int turned = config.Required("rope.dimension_count");
        int keys = config.Size("attention.key_length_mla") ?? config.Required("attention.key_length");
        int values = config.Size("attention.value_length_mla") ?? config.Required("attention.value_length");
        if (keys <= turned)
            throw config.File.Fail($"has keys of {keys} numbers of which {turned} are turned, expected fewer");
        // What is kept of a token is one head; each head of queries has keys and values of its own made of it.
        config.Write("num_key_value_heads", config.Required("attention.head_count"));
        config.Write("max_position_embeddings", config.Required("context_length"));
        config.Write("rms_norm_eps", config.Number("attention.layer_norm_rms_epsilon"));
        config.Write("tie_word_embeddings", config.File.Tensor("output.weight") is null);
        config.Write("intermediate_size", config.Required("feed_forward_length"));
        config.WriteOrNone("q_lora_rank", config.Size("attention.q_lora_rank"));
        config.Write("kv_lora_rank", config.Required("attention.kv_lora_rank"));
        config.Write("qk_rope_head_dim", turned);
        config.Write("qk_nope_head_dim", keys - turned);
        config.Write("v_head_dim", values);
        config.Write("n_routed_experts", config.Required("expert_count"));
        config.Write("num_experts_per_tok", config.Required("expert_used_count"));
        config.Write("moe_intermediate_size",
            config.Size("expert_feed_forward_length") ?? config.SizeInLayers("ffn_down_exps.weight", ^1));
        config.WriteOrNone("n_shared_experts", config.Size("expert_shared_count"));
        config.Write("first_k_dense_replace", config.Size("leading_dense_block_count") ?? 0);
        config.Write("routed_scaling_factor", config.Number("expert_weights_scale"));
        bool isThird = config.Size("expert_gating_func") == Sigmoid || config.SizeInLayers("exp_probs_b.bias", ^1) is not null;
        config.Write("norm_topk_prob", config.Flag("expert_weights_norm") ?? isThird);
        // Files from before groups were written choose among all.
        config.WriteOrNone("n_group", config.Size("expert_group_count"));
        config.WriteOrNone("topk_group", config.Size("expert_group_used_count"));
        if (!isThird)
            config.Write("topk_method", config.Size("expert_group_count") > 1 ? "group_limited_greedy" : "greedy");
        return isThird ? "deepseek_v3" : "deepseek_v2";
    }
}
