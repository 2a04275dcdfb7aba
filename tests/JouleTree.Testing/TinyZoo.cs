using System.Globalization;

namespace JouleTree.Testing;

/// <summary>Architectures of the zoo made small: a name and the fields of its configuration to change.</summary>
/// <param name="Name">Name of a model in the zoo.</param>
/// <param name="Changes">Changes as <c>key=value</c>.</param>
/// <param name="IsText">The workload has a length.</param>
public sealed record TinyZoo(string Name, IReadOnlyList<string> Changes, bool IsText = true)
{
    /// <summary>One model of each family that can be made small.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "bert-base-uncased", "roberta-base", "xlm-roberta-base", "distilbert-base-uncased", "albert-base-v2",
            "google/electra-small-discriminator",
        "gpt2", "openai-gpt", "ctrl", "transfo-xl-wt103", "xlnet-base-cased", "xlm-mlm-en-2048", "t5-small", "google/flan-t5-small",
        "TinyLlama/TinyLlama-1.1B-Chat-v1.0", "Qwen/Qwen2.5-0.5B", "Qwen/Qwen3-0.6B", "mistralai/Mistral-7B-v0.3",
            "microsoft/Phi-3-mini-4k-instruct", "google/gemma-2b", "google/gemma-2-2b", "google/gemma-3-1b-pt",
        "mistralai/Mixtral-8x7B-v0.1", "Qwen/Qwen1.5-MoE-A2.7B", "Qwen/Qwen3-30B-A3B", "openai/gpt-oss-20b", "deepseek-ai/DeepSeek-V2",
            "deepseek-ai/DeepSeek-V2-Lite", "deepseek-ai/DeepSeek-V3", "meta-llama/Llama-4-Scout-17B-16E",
            "meta-llama/Llama-4-Maverick-17B-128E",
        "EleutherAI/pythia-70m", "facebook/opt-125m", "facebook/opt-350m", "bigscience/bloom-560m", "tiiuae/falcon-7b",
            "tiiuae/falcon-40b", "bigcode/starcoder2-3b", "microsoft/Phi-3-small-8k-instruct", "allenai/OLMo-2-0425-1B",
            "ibm-granite/granite-3.1-2b-instruct",
            "state-spaces/mamba2-130m", "nvidia/NVIDIA-Nemotron-Nano-9B-v2",
        "whisper-tiny-encoder", "vit_b_16", "alexnet", "vgg11_bn", "resnet18",
            "resnext50_32x4d",
        "mobilenet_v2", "squeezenet1_1", "densenet121", "googlenet",
    ];

    /// <summary>A model with the sizes given.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="layers">Layers, at least 1.</param>
    /// <param name="heads">Attention heads, at least 1; those of Llama and its like share two of keys and values for each.</param>
    /// <param name="size">Size of a head, even.</param>
    /// <param name="inner">Size of the hidden layer of a feed-forward network.</param>
    public static TinyZoo Of(string name, int layers, int heads, int size, int inner)
    {
        int hidden = heads * size;
        string decoder = $"vocab_size=53 hidden_size={2 * hidden} num_attention_heads={2 * heads} num_key_value_heads={heads} "
            + $"intermediate_size={inner} num_hidden_layers={layers}";
        string latent = decoder.Replace($"heads={2 * heads}", $"heads={heads}", StringComparison.Ordinal)
            + $" kv_lora_rank=6 qk_nope_head_dim={size} qk_rope_head_dim={size + 2} v_head_dim={size + 1} n_routed_experts=6 "
            + $"num_experts_per_tok=2 moe_intermediate_size={inner + 1}";
        string bert = $"hidden_size={hidden} num_attention_heads={heads} num_hidden_layers={layers} intermediate_size={inner} "
            + $"vocab_size=53";
        string gpt = $"n_embd={hidden} n_head={heads} n_layer={layers} vocab_size=53 n_positions=64";
        (string Changes, bool IsText) tiny = name switch
        {
            "bert-base-uncased" or "roberta-base" or "xlm-roberta-base" => (bert, true),
            "distilbert-base-uncased" => ($"dim={hidden} n_heads={heads} n_layers={layers} hidden_dim={inner} vocab_size=53", true),
            "albert-base-v2" => (bert + " embedding_size=12", true),
            "google/electra-small-discriminator" => (bert + $" embedding_size={(layers % 2 == 0 ? hidden : 12)}", true),
            "gpt2" or "openai-gpt" => ($"{gpt} n_inner={inner}", true),
            "ctrl" => ($"{gpt} dff={inner}", true),
            "transfo-xl-wt103" =>
                ($"vocab_size=90 cutoffs=20,40,60 d_model={hidden} d_embed={hidden} div_val=2 n_head={heads} d_head={size} "
                    + $"d_inner={inner} n_layer={layers}", true),
            "xlnet-base-cased" => ($"vocab_size=53 d_model={hidden} n_head={heads} d_inner={inner} n_layer={layers}", true),
            "xlm-mlm-en-2048" => ($"n_words=53 emb_dim={hidden} n_heads={heads} n_layers={layers}", true),
            "t5-small" or "google/flan-t5-small" =>
                ($"vocab_size=53 d_model=24 d_kv={size} num_heads={heads} d_ff={inner} num_layers={layers} "
                    + $"num_decoder_layers={layers + 1}", true),
            "Qwen/Qwen3-0.6B" or "google/gemma-2b" or "google/gemma-2-2b" or "google/gemma-3-1b-pt" =>
                ($"vocab_size=53 hidden_size={3 * hidden} num_attention_heads={2 * heads} num_key_value_heads={heads} head_dim={size} "
                    + $"intermediate_size={inner} num_hidden_layers={layers}", true),
            "TinyLlama/TinyLlama-1.1B-Chat-v1.0" or "Qwen/Qwen2.5-0.5B" or "mistralai/Mistral-7B-v0.3"
                or "microsoft/Phi-3-mini-4k-instruct" or "bigcode/starcoder2-3b" or "allenai/OLMo-2-0425-1B"
                or "ibm-granite/granite-3.1-2b-instruct" =>
                (decoder + (name == "bigcode/starcoder2-3b" ? " sliding_window=4" : ""), true),
            "EleutherAI/pythia-70m" => ($"{bert} rotary_pct={(size % 4 == 0 ? "0.5" : "1")}", true),
            "facebook/opt-125m" or "facebook/opt-350m" =>
                ($"vocab_size=53 hidden_size={hidden} num_attention_heads={heads} num_hidden_layers={layers} ffn_dim={inner} "
                    + $"word_embed_proj_dim={(name.EndsWith("350m", StringComparison.Ordinal) ? 12 : hidden)}", true),
            "bigscience/bloom-560m" => ($"vocab_size=53 n_embed={hidden} n_head={heads} n_layer={layers}", true),
            "tiiuae/falcon-7b" =>
                ($"vocab_size=53 hidden_size={hidden} num_attention_heads={heads} num_hidden_layers={layers} ffn_hidden_size={inner} "
                    + "alibi=" + (layers % 2 == 0 ? "false" : "true"), true),
            "tiiuae/falcon-40b" =>
                ($"vocab_size=53 hidden_size={2 * hidden} num_attention_heads={2 * heads} num_kv_heads={heads} "
                    + $"num_hidden_layers={layers}", true),
            "microsoft/Phi-3-small-8k-instruct" =>
                (decoder.Replace(" intermediate_size", " ff_intermediate_size", StringComparison.Ordinal)
                    + $" blocksparse_block_size=2 blocksparse_num_local_blocks={1 + (layers % 2)} blocksparse_vert_stride=3", true),
            "state-spaces/mamba2-130m" =>
                ($"vocab_size=53 hidden_size={hidden} num_heads={2 * heads} head_dim={size} n_groups={heads} state_size=6 "
                    + $"num_hidden_layers={layers} time_step_limit=0.0,{(layers % 2 == 0 ? "Infinity" : "0.9")}", true),
            "nvidia/NVIDIA-Nemotron-Nano-9B-v2" =>
                ($"vocab_size=53 hidden_size={3 * hidden} num_attention_heads={2 * heads} num_key_value_heads={heads} head_dim={size} "
                    + $"intermediate_size={inner} mamba_num_heads={2 * heads} mamba_head_dim={size} n_groups={heads} ssm_state_size=6 "
                    + $"hybrid_override_pattern={"M-*M"[..(layers + 1)]}", true),
            "mistralai/Mixtral-8x7B-v0.1" => ($"{decoder} num_local_experts=5", true),
            "Qwen/Qwen1.5-MoE-A2.7B" =>
                ($"{decoder} moe_intermediate_size={inner + 1} shared_expert_intermediate_size={inner + 2} num_experts=6 "
                    + $"num_experts_per_tok=3", true),
            "Qwen/Qwen3-30B-A3B" =>
                ($"{decoder} head_dim={size} moe_intermediate_size={inner + 1} num_experts=6 num_experts_per_tok=3 mlp_only_layers=[0]",
                    true),
            "openai/gpt-oss-20b" => ($"{decoder} head_dim={size} sliding_window=4 num_local_experts=4 num_experts_per_tok=2", true),
            "deepseek-ai/DeepSeek-V2" => ($"{latent} q_lora_rank=5 n_group=2 topk_group=1", true),
            "deepseek-ai/DeepSeek-V2-Lite" => (latent, true),
            "deepseek-ai/DeepSeek-V3" => ($"{latent} q_lora_rank=5 n_group=3 topk_group=2 first_k_dense_replace=0", true),
            "meta-llama/Llama-4-Scout-17B-16E" or "meta-llama/Llama-4-Maverick-17B-128E" =>
                ($"{decoder} head_dim={size} intermediate_size_mlp={inner + 1} num_local_experts=4 num_experts_per_tok={1 + (layers % 2)} "
                    + $"attention_chunk_size=4 no_rope_layer_interval=2 floor_scale=2", true),
            "whisper-tiny-encoder" =>
                ($"num_mel_bins=8 d_model={hidden} encoder_layers={layers} encoder_attention_heads={heads} encoder_ffn_dim={inner} "
                    + $"max_source_positions=20", false),
            "vit_b_16" => ($"image_size=32 num_layers={layers} num_heads={heads} hidden_dim={hidden} mlp_dim={inner} num_classes=7",
                false),
            "resnet18" => ($"depths={layers},1,1,1 num_classes=7 image_size=64", false),
            "resnext50_32x4d" => ("depths=1,1,1,1 num_classes=7 image_size=64", false),
            "densenet121" => ($"block_config={layers},2,1,2 growth_rate={inner} num_init_features=10 num_classes=7 image_size=64", false),
            "alexnet" or "vgg11_bn" => ("num_classes=7", false),
            _ => ("num_classes=7 image_size=64", false),
        };
        return new TinyZoo(name, tiny.Changes.Split(' ', StringSplitOptions.RemoveEmptyEntries), tiny.IsText);
    }

    /// <summary>The model's name with a head, or as it is.</summary>
    /// <param name="head">Name of a head; empty for none.</param>
    public string With(string head) => head.Length == 0 ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name}:{head}");
}
