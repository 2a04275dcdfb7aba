using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>Public config.json files of mixtures of experts are counted as the names are.</summary>
public sealed class ExpertConfigTests : IDisposable
{
    private const string Rotary =
        """
        "rope_scaling": {"beta_fast": 32, "beta_slow": 1, "factor": 40, "mscale": 1.0, "mscale_all_dim": 1.0,
        "original_max_position_embeddings": 4096, "type": "yarn"}, "rope_theta": 10000
        """;

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["deepseek-ai/DeepSeek-R1"] =
            """
            {"architectures": ["DeepseekV3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "auto_map": {"AutoConfig": "configuration_deepseek.DeepseekV3Config", "AutoModel": "modeling_deepseek.DeepseekV3Model"},
             "bos_token_id": 0, "eos_token_id": 1, "ep_size": 1, "first_k_dense_replace": 3, "hidden_act": "silu", "hidden_size": 7168,
             "initializer_range": 0.02, "intermediate_size": 18432, "kv_lora_rank": 512, "max_position_embeddings": 163840,
             "model_type": "deepseek_v3", "moe_intermediate_size": 2048, "moe_layer_freq": 1, "n_group": 8, "n_routed_experts": 256,
             "n_shared_experts": 1, "norm_topk_prob": true, "num_attention_heads": 128, "num_experts_per_tok": 8,
             "num_hidden_layers": 61, "num_key_value_heads": 128, "num_nextn_predict_layers": 1, "q_lora_rank": 1536,
             "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "quantization_config": {"activation_scheme": "dynamic", "fmt": "e4m3",
             "quant_method": "fp8", "weight_block_size": [128, 128]}, "rms_norm_eps": 1e-06, ROTARY, "routed_scaling_factor": 2.5,
             "scoring_func": "sigmoid", "tie_word_embeddings": false, "topk_group": 4, "topk_method": "noaux_tc",
             "torch_dtype": "bfloat16", "transformers_version": "4.46.3", "use_cache": true, "v_head_dim": 128, "vocab_size": 129280}
            """,
        // That of V2.5, which has V2's sizes.
        ["deepseek-ai/DeepSeek-V2"] =
            """
            {"architectures": ["DeepseekV2ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
             "auto_map": {"AutoConfig": "configuration_deepseek.DeepseekV2Config", "AutoModel": "modeling_deepseek.DeepseekV2Model"},
             "aux_loss_alpha": 0.001, "bos_token_id": 100000, "eos_token_id": 100001, "ep_size": 1, "first_k_dense_replace": 1,
             "hidden_act": "silu", "hidden_size": 5120, "initializer_range": 0.02, "intermediate_size": 12288, "kv_lora_rank": 512,
             "max_position_embeddings": 163840, "model_type": "deepseek_v2", "moe_intermediate_size": 1536, "moe_layer_freq": 1,
             "n_group": 8, "n_routed_experts": 160, "n_shared_experts": 2, "norm_topk_prob": false, "num_attention_heads": 128,
             "num_experts_per_tok": 6, "num_hidden_layers": 60, "num_key_value_heads": 128, "pretraining_tp": 1, "q_lora_rank": 1536,
             "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-06, ROTARY, "routed_scaling_factor": 16.0,
             "scoring_func": "softmax", "seq_aux": true, "tie_word_embeddings": false, "topk_group": 3,
             "topk_method": "group_limited_greedy", "torch_dtype": "bfloat16", "transformers_version": "4.39.3", "use_cache": true,
             "v_head_dim": 128, "vocab_size": 102400}
            """,
        ["openai/gpt-oss-120b"] =
            """
            {"architectures": ["GptOssForCausalLM"], "attention_bias": true, "attention_dropout": 0.0, "eos_token_id": 200002,
             "experts_per_token": 4, "head_dim": 64, "hidden_act": "silu", "hidden_size": 2880, "initial_context_length": 4096,
             "initializer_range": 0.02, "intermediate_size": 2880, "layer_types": [LAYERS], "max_position_embeddings": 131072,
             "model_type": "gpt_oss", "num_attention_heads": 64, "num_experts_per_tok": 4, "num_hidden_layers": 36,
             "num_key_value_heads": 8, "num_local_experts": 128, "output_router_logits": false, "pad_token_id": 199999,
             "quantization_config": {"modules_to_not_convert": ["model.layers.*.self_attn", "model.layers.*.mlp.router",
             "model.embed_tokens", "lm_head"], "quant_method": "mxfp4"},
             "rms_norm_eps": 1e-05, "rope_scaling": {"beta_fast": 32.0, "beta_slow": 1.0, "factor": 32.0,
             "original_max_position_embeddings": 4096, "rope_type": "yarn", "truncate": false}, "rope_theta": 150000,
             "router_aux_loss_coef": 0.9, "sliding_window": 128, "swiglu_limit": 7.0, "tie_word_embeddings": false,
             "transformers_version": "4.55.0.dev0", "use_cache": true, "vocab_size": 201088}
            """,
        ["Qwen/Qwen2-57B-A14B"] =
            """
            {"architectures": ["Qwen2MoeForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643, "decoder_sparse_step": 1,
             "eos_token_id": 151643, "hidden_act": "silu", "hidden_size": 3584, "initializer_range": 0.02, "intermediate_size": 18944,
             "max_position_embeddings": 131072, "max_window_layers": 28, "model_type": "qwen2_moe", "moe_intermediate_size": 2560,
             "norm_topk_prob": false, "num_attention_heads": 28, "num_experts": 64, "num_experts_per_tok": 8, "num_hidden_layers": 28,
             "num_key_value_heads": 4, "output_router_logits": false, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
             "router_aux_loss_coef": 0.001, "shared_expert_intermediate_size": 20480, "sliding_window": 131072,
             "tie_word_embeddings": false, "torch_dtype": "bfloat16", "transformers_version": "4.40.1", "use_cache": true,
             "use_sliding_window": false, "vocab_size": 151936}
            """,
        // Of a text-only copy of the model; sizes that it cuts off are those of the model's text_config.
        ["meta-llama/Llama-4-Scout-17B-16E"] =
            """
            {"architectures": ["Llama4ForCausalLM"], "attention_bias": false, "attention_chunk_size": 8192, "attention_dropout": 0.0,
             "attn_scale": 0.1, "attn_temperature_tuning": 4, "bos_token_id": 200000, "cache_implementation": "hybrid",
             "eos_token_id": [200001, 200007, 200008], "floor_scale": 8192, "for_llm_compressor": false, "head_dim": 128,
             "hidden_act": "silu", "hidden_size": 5120, "initializer_range": 0.02, "interleave_moe_layer_step": 1,
             "intermediate_size": 8192, "intermediate_size_mlp": 16384, "max_position_embeddings": 262144, "model_type": "llama4_text",
             "moe_layers": [NUMBERS], "no_rope_layers": [TURNS], "num_attention_heads": 40, "num_experts_per_tok": 1,
             "num_hidden_layers": 48, "num_key_value_heads": 8, "num_local_experts": 16, "rms_norm_eps": 1e-05, "use_qk_norm": true,
             "vocab_size": 202048}
            """,
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Texts.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_PublicConfiguration_IsCountedAsTheName(string name)
    {
        string layers = string.Join(", ", Enumerable.Repeat("\"sliding_attention\", \"full_attention\"", 18));
        string text = Texts[name].Replace("ROTARY", Rotary, StringComparison.Ordinal)
            .Replace("LAYERS", layers, StringComparison.Ordinal)
            .Replace("NUMBERS", string.Join(", ", Enumerable.Range(0, 48)), StringComparison.Ordinal)
            .Replace("TURNS", string.Join(", ", Enumerable.Repeat("1, 1, 1, 0", 12)), StringComparison.Ordinal);
        ZooModel named = ModelZoo.Find(name);

        ZooModel read = ConfigFile.Read(_folder.Write("config.json", text));

        CountsOf(read).ShouldBe(CountsOf(named));
        Workload decode = new() { BatchSize = 3, Phase = GenerationPhase.Decode, PastLength = 9000 };
        CountsOf(read.With(TaskHead.LMHead), decode).ShouldBe(CountsOf(named.With(TaskHead.LMHead), decode));
        read.Describe().ContextLength.ShouldBe(named.Describe().ContextLength);
    }

    private static NodeCounts CountsOf(ZooModel model, Workload? workload = null)
    {
        GraphView view = GraphView.Full(model.Build(workload));
        return view.CountsOf(view.Tree.Root);
    }
}
