namespace JouleTree.Graphs.Gguf;

/// <summary>Modules of decoders by their names in GGUF files, as of tensor_mapping.py of gguf-py.</summary>
internal static class GgufModules
{
    // What decoders have that are built like Llama.
    private static readonly Dictionary<string, string> Shared = new()
    {
        ["token_embd"] = "model.embed_tokens",
        ["output_norm"] = "model.norm",
        ["output"] = "lm_head",
        // Frequencies of positions, no weights.
        ["rope_freqs"] = "model.rotary_emb.inv_freq!",
        ["rope_factors_long"] = "model.rotary_emb.long.inv_freq!",
        ["rope_factors_short"] = "model.rotary_emb.short.inv_freq!",
        ["attn_rot_embd"] = "self_attn.rotary_emb.inv_freq!",
        ["attn_norm"] = "input_layernorm",
        ["attn_q"] = "self_attn.q_proj",
        ["attn_k"] = "self_attn.k_proj",
        ["attn_v"] = "self_attn.v_proj",
        ["attn_output"] = "self_attn.o_proj",
        ["attn_q_norm"] = "self_attn.q_norm",
        ["attn_k_norm"] = "self_attn.k_norm",
        ["ffn_norm"] = "post_attention_layernorm",
        ["ffn_gate"] = "mlp.gate_proj",
        ["ffn_up"] = "mlp.up_proj",
        ["ffn_down"] = "mlp.down_proj",
    };

    /// <summary>Qwen's mixtures: a router, stacked experts, and beside them one for every token.</summary>
    public static IReadOnlyDictionary<string, string> Experts { get; } = new Dictionary<string, string>
    {
        ["ffn_gate_inp"] = "mlp.gate",
        ["ffn_gate_exps"] = "mlp.experts.gate_proj!",
        ["ffn_up_exps"] = "mlp.experts.up_proj!",
        ["ffn_gate_up_exps"] = "mlp.experts.gate_up_proj!",
        ["ffn_down_exps"] = "mlp.experts.down_proj!",
        ["ffn_gate_inp_shexp"] = "mlp.shared_expert_gate",
        ["ffn_gate_shexp"] = "mlp.shared_expert.gate_proj",
        ["ffn_up_shexp"] = "mlp.shared_expert.up_proj",
        ["ffn_down_shexp"] = "mlp.shared_expert.down_proj",
    };

    /// <summary>Mixtral: a router and experts, stacked, or in old files each for itself.</summary>
    public static IReadOnlyDictionary<string, string> Mixtral { get; } = new Dictionary<string, string>
    {
        ["ffn_gate_inp"] = "block_sparse_moe.gate",
        ["ffn_gate_exps"] = "block_sparse_moe.experts.w1!",
        ["ffn_up_exps"] = "block_sparse_moe.experts.w3!",
        ["ffn_down_exps"] = "block_sparse_moe.experts.w2!",
        ["ffn_gate.*"] = "block_sparse_moe.experts.*.w1",
        ["ffn_up.*"] = "block_sparse_moe.experts.*.w3",
        ["ffn_down.*"] = "block_sparse_moe.experts.*.w2",
    };

    /// <summary>Norms behind attention and MLP.</summary>
    public static IReadOnlyDictionary<string, string> PostNorms { get; } = new Dictionary<string, string>
    {
        ["post_attention_norm"] = "post_attention_layernorm",
        ["ffn_norm"] = "pre_feedforward_layernorm",
        ["post_ffw_norm"] = "post_feedforward_layernorm",
    };

    /// <summary>Phi-3: one projection for queries, keys and values, one for both halves of the MLP.</summary>
    public static IReadOnlyDictionary<string, string> Fused { get; } = new Dictionary<string, string>
    {
        ["attn_qkv"] = "self_attn.qkv_proj",
        ["ffn_up"] = "mlp.gate_up_proj",
    };

    /// <summary>The same where the file has queries, keys and values apart.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> FusedOfApart { get; } =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["self_attn.qkv_proj.weight"] = ["attn_q.weight", "attn_k.weight", "attn_v.weight"],
        };

    /// <summary>An MLP of two layers.</summary>
    public static IReadOnlyDictionary<string, string> TwoLayers { get; } = new Dictionary<string, string>
    {
        ["ffn_up"] = "mlp.c_fc",
        ["ffn_down"] = "mlp.c_proj",
    };

    /// <summary>DeepSeek's latent attention and mixtures.</summary>
    public static IReadOnlyDictionary<string, string> Latent { get; } = new Dictionary<string, string>(Experts)
    {
        ["attn_q_a"] = "self_attn.q_a_proj",
        ["attn_q_a_norm"] = "self_attn.q_a_layernorm",
        ["attn_q_b"] = "self_attn.q_b_proj",
        ["attn_kv_a_mqa"] = "self_attn.kv_a_proj_with_mqa",
        ["attn_kv_a_norm"] = "self_attn.kv_a_layernorm",
        ["attn_kv_b"] = "self_attn.kv_b_proj",
        ["exp_probs_b"] = "mlp.gate.e_score_correction_bias!",
        ["ffn_gate_shexp"] = "mlp.shared_experts.gate_proj",
        ["ffn_up_shexp"] = "mlp.shared_experts.up_proj",
        ["ffn_down_shexp"] = "mlp.shared_experts.down_proj",
    };

    /// <summary>The same where the file has the keys' and the values' half of a projection apart.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> LatentOfApart { get; } =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["self_attn.kv_b_proj.weight"] = ["attn_k_b.weight", "attn_v_b.weight"],
        };

    /// <summary>gpt-oss: sinks of attentions, a router and experts with biases.</summary>
    public static IReadOnlyDictionary<string, string> Sinks { get; } = new Dictionary<string, string>
    {
        ["attn_sinks"] = "self_attn.sinks!",
        ["post_attention_norm"] = "post_attention_layernorm",
        ["ffn_gate_inp"] = "mlp.router",
    };

    /// <summary>Its experts: gate and up are one weight in its own files.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Stacked { get; } =
        new Dictionary<string, IReadOnlyList<string>>
        {
            ["mlp.experts.gate_up_proj"] = ["ffn_gate_exps.weight", "ffn_up_exps.weight"],
            ["mlp.experts.gate_up_proj_bias"] = ["ffn_gate_exps.bias", "ffn_up_exps.bias"],
            ["mlp.experts.down_proj"] = ["ffn_down_exps.weight"],
            ["mlp.experts.down_proj_bias"] = ["ffn_down_exps.bias"],
        };

    /// <summary>BERT.</summary>
    public static IReadOnlyDictionary<string, string> Encoder { get; } = new Dictionary<string, string>
    {
        ["token_embd"] = "embeddings.word_embeddings",
        ["position_embd"] = "embeddings.position_embeddings",
        ["token_types"] = "embeddings.token_type_embeddings",
        ["token_embd_norm"] = "embeddings.LayerNorm",
        ["pooler.dense"] = "pooler.dense",
        ["attn_q"] = "attention.self.query",
        ["attn_k"] = "attention.self.key",
        ["attn_v"] = "attention.self.value",
        ["attn_output"] = "attention.output.dense",
        ["attn_output_norm"] = "attention.output.LayerNorm",
        ["ffn_up"] = "intermediate.dense",
        ["ffn_down"] = "output.dense",
        ["layer_output_norm"] = "output.LayerNorm",
    };

    /// <summary>nomic-bert.</summary>
    public static IReadOnlyDictionary<string, string> NomicEncoder { get; } = new Dictionary<string, string>
    {
        ["token_embd"] = "embeddings.word_embeddings",
        ["token_types"] = "embeddings.token_type_embeddings",
        ["token_embd_norm"] = "emb_ln",
        ["attn_qkv"] = "attn.Wqkv",
        ["attn_output"] = "attn.out_proj",
        ["attn_output_norm"] = "norm1",
        ["ffn_up"] = "mlp.fc11",
        ["ffn_gate"] = "mlp.fc12",
        ["ffn_down"] = "mlp.fc2",
        ["layer_output_norm"] = "norm2",
    };

    /// <summary>Modules of a decoder: the usual ones, and what it calls otherwise.</summary>
    /// <param name="own">What it has beside, or in place of them.</param>
    public static IReadOnlyDictionary<string, string> Decoder(params IEnumerable<IReadOnlyDictionary<string, string>> own)
    {
        Dictionary<string, string> modules = new(Shared);
        foreach ((string name, string module) in own.SelectMany(each => each))
            modules[name] = module;
        return modules;
    }
}
