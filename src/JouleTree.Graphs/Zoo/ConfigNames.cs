namespace JouleTree.Graphs.Zoo;

/// <summary>
/// What names of configuration fields say by themselves: which change nothing that is counted, and which speak of a network's
/// structure, so that one of them that a family does not know must not be passed over.
/// </summary>
internal static class ConfigNames
{
    /// <summary>
    /// Fields of Hugging Face's PretrainedConfig and its kin that describe files, training, generation or output formats: they stand in
    /// configurations of any family and change no shape. The list is ours to maintain.
    /// </summary>
    public static IReadOnlyCollection<string> Harmless { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "_attn_implementation", "_attn_implementation_autoset", "_commit_hash", "_flash_attn_2_enabled", "_name_or_path", "_num_labels",
        "_output_attentions", "_use_cache", "architectures", "attn_implementation", "auto_map", "bad_words_ids",
        "begin_suppress_tokens", "chunk_size_feed_forward", "custom_pipelines", "decoder_start_token_id", "diversity_penalty",
        "do_sample", "dtype", "early_stopping", "encoder_no_repeat_ngram_size", "exponential_decay_length_penalty", "finetuning_task",
        "forced_bos_token_id", "forced_decoder_ids", "forced_eos_token_id", "generation_config", "gradient_checkpointing", "id2label",
        "initializer_factor", "initializer_range", "keys_to_ignore_at_inference", "label2id", "language", "length_penalty", "license",
        "max_length", "min_length", "model_type", "name", "no_repeat_ngram_size", "num_beam_groups", "num_beams", "num_labels",
        "num_return_sequences", "output_attentions", "output_hidden_states", "output_past", "output_scores", "prefix", "pretraining_tp",
        "problem_type", "quantization_config", "remove_invalid_values", "repetition_penalty", "return_dict", "return_dict_in_generate",
        "rope_theta", "router_aux_loss_coef", "suppress_tokens", "task_specific_params", "temperature", "tf_legacy_loss",
        "tokenizer_class", "top_k", "top_p", "torch_dtype", "torchscript", "transformers_version", "typical_p", "unsloth_fixed",
        "unsloth_version", "use_bfloat16", "use_cache", "xla_device",
    };

    // Probabilities and numbers of tokens: whatever stands before these changes nothing.
    private static readonly string[] HarmlessEnds =
    [
        "dropout", "pdrop", "layerdrop", "dropout_prob", "dropout_rate", "token_id", "token_ids", "token_index", "init_std", "eps",
        "epsilon",
    ];

    private static readonly string[] Structural =
    [
        "num", "size", "dim", "hidden", "layer", "head", "expert", "window", "rank", "kernel", "group", "bias", "norm", "width",
        "ratio", "vocab", "position", "pattern", "state", "intermediate", "multiplier", "chunk", "attention", "attn", "query", "key",
        "value", "embed", "proj", "conv", "depth", "stride", "block", "stage", "channel", "encoder", "decoder", "rotary", "rope",
        "alibi", "parallel", "cap", "capping", "softcapping", "act", "activation", "mlp", "ffn", "ff", "gate", "gated", "router", "moe",
        "topk", "scale", "scaling", "factor", "tie", "shared", "share", "bucket", "cross", "memory", "recurrent", "pool", "patch",
        "dense", "sparse", "mixture", "mamba", "ssm", "lora",
    ];

    /// <summary>True for a field that changes nothing that is counted, of whatever family.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsHarmless(string name) =>
        ((HashSet<string>)Harmless).Contains(name)
        || Array.Exists(HarmlessEnds, end => name == end || name.EndsWith("_" + end, StringComparison.Ordinal));

    /// <summary>
    /// True for a name that has a part that sizes and switches of networks are called by (<c>num_</c>, <c>hidden</c>, <c>norm</c>, ...).
    /// </summary>
    /// <param name="name">Its name, such as <c>moe_intermediate_size</c>, or a text that may name a form, such as <c>rms_norm</c>.</param>
    public static bool SpeaksOfStructure(string name)
    {
        string[] parts = name.Split(['_', '-', '.', ' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        // n_layer and d_model, as older configurations spell it.
        return (parts.Length > 1 && parts[0] is "n" or "d") || Array.Exists(parts, IsStructural);
    }

    // The beginning and the end count, so that plurals and words written together do: layers, layernorm.
    private static bool IsStructural(string part) => Array.Exists(Structural, word =>
        word.Length <= 3
            ? part.TrimEnd('s').Equals(word, StringComparison.OrdinalIgnoreCase)
            : part.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                || part.TrimEnd('s').EndsWith(word, StringComparison.OrdinalIgnoreCase));
}
