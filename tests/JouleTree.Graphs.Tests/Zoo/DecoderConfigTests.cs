using JouleTree.Core.Errors;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>Published config.json files of the newer decoders are taken as they are, and odd values are honoured or refused.</summary>
public class DecoderConfigTests
{
    [Theory]
    [InlineData("EleutherAI/pythia-70m", 908_759_040, """
        {"architectures": ["GPTNeoXForCausalLM"], "bos_token_id": 0, "eos_token_id": 0, "hidden_act": "gelu", "hidden_size": 2048,
         "initializer_range": 0.02, "intermediate_size": 8192, "layer_norm_eps": 1e-05, "max_position_embeddings": 2048,
         "model_type": "gpt_neox", "num_attention_heads": 8, "num_hidden_layers": 16, "rotary_emb_base": 10000, "rotary_pct": 0.25,
         "tie_word_embeddings": false, "torch_dtype": "float16", "transformers_version": "4.24.0", "use_cache": true,
         "use_parallel_residual": true, "vocab_size": 50304}
        """)]
    [InlineData("facebook/opt-125m", 6_658_473_984, """
        {"_name_or_path": "facebook/opt-6.7b", "_remove_final_layer_norm": false, "activation_dropout": 0.0,
         "activation_function": "relu", "architectures": ["OPTForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 2,
         "do_layer_norm_before": true, "dropout": 0.1, "eos_token_id": 2, "ffn_dim": 16384, "hidden_size": 4096, "init_std": 0.02,
         "layerdrop": 0.0, "max_position_embeddings": 2048, "model_type": "opt", "num_attention_heads": 32, "num_hidden_layers": 32,
         "pad_token_id": 1, "prefix": "</s>", "torch_dtype": "float16", "transformers_version": "4.20.1", "use_cache": true,
         "vocab_size": 50272, "word_embed_proj_dim": 4096}
        """)]
    [InlineData("bigscience/bloom-1b1", 559_214_592, """
        {"_name_or_path": "bigscience/bloom-560m", "apply_residual_connection_post_layernorm": false,
         "architectures": ["BloomForCausalLM"], "attention_dropout": 0.0, "attention_softmax_in_fp32": true,
         "bias_dropout_fusion": true, "bos_token_id": 1, "eos_token_id": 2, "hidden_dropout": 0.0, "hidden_size": 1024,
         "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, "masked_softmax_fusion": true, "model_type": "bloom", "n_head": 16,
         "n_inner": null, "n_layer": 24, "offset_alibi": 100, "pad_token_id": 3, "pretraining_tp": 1, "skip_bias_add": true,
         "skip_bias_add_qkv": false, "slow_but_exact": false, "transformers_version": "4.26.0", "unk_token_id": 0, "use_cache": true,
         "vocab_size": 250880}
        """)]
    [InlineData("bigcode/starcoder2-3b", 15_655_899_136, """
        {"architectures": ["Starcoder2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 0, "eos_token_id": 0,
         "hidden_act": "gelu_pytorch_tanh", "hidden_size": 6144, "initializer_range": 0.01275, "intermediate_size": 24576,
         "max_position_embeddings": 16384, "mlp_type": "default", "model_type": "starcoder2", "norm_epsilon": 1e-05,
         "norm_type": "layer_norm", "num_attention_heads": 48, "num_hidden_layers": 40, "num_key_value_heads": 4, "rms_norm_eps": 1e-05,
         "rope_theta": 100000, "sliding_window": 4096, "tie_word_embeddings": false, "torch_dtype": "float32",
         "transformers_version": "4.37.0.dev0", "use_bias": true, "use_cache": true, "vocab_size": 49152}
        """)]
    [InlineData("tiiuae/falcon-7b", 41_303_293_952, """
        {"alibi": false, "apply_residual_connection_post_layernorm": false, "architectures": ["FalconForCausalLM"],
         "attention_dropout": 0.0, "auto_map": {"AutoConfig": "configuration_falcon.FalconConfig"}, "bias": false, "bos_token_id": 11,
         "eos_token_id": 11, "hidden_dropout": 0.0, "hidden_size": 8192, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05,
         "model_type": "falcon", "multi_query": true, "new_decoder_architecture": true, "num_attention_heads": 128,
         "num_hidden_layers": 60, "num_kv_heads": 8, "parallel_attn": true, "torch_dtype": "bfloat16",
         "transformers_version": "4.28.1", "use_cache": true, "vocab_size": 65024}
        """)]
    [InlineData("allenai/OLMo-2-1124-7B", 1_279_395_840, """
        {"architectures": ["Olmo2ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "eos_token_id": 100257,
         "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 8192,
         "max_position_embeddings": 4096, "model_type": "olmo2", "num_attention_heads": 16, "num_hidden_layers": 16,
         "num_key_value_heads": 16, "pad_token_id": 100277, "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 500000,
         "tie_word_embeddings": false, "torch_dtype": "bfloat16", "use_cache": true, "vocab_size": 100352}
        """)]
    [InlineData("ibm-granite/granite-3.1-2b-instruct", 8_170_864_640, """
        {"architectures": ["GraniteForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "attention_multiplier": 0.0078125,
         "bos_token_id": 0, "embedding_multiplier": 12.0, "eos_token_id": 0, "hidden_act": "silu", "hidden_size": 4096,
         "initializer_range": 0.02, "intermediate_size": 12800, "logits_scaling": 16.0, "max_position_embeddings": 131072,
         "mlp_bias": false, "model_type": "granite", "num_attention_heads": 32, "num_hidden_layers": 40, "num_key_value_heads": 8,
         "pad_token_id": 0, "residual_multiplier": 0.22, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 10000000.0,
         "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.49.0", "use_cache": true,
         "vocab_size": 49159}
        """)]
    [InlineData("state-spaces/mamba2-130m", 7_151_185_920, """
        {"architectures": ["Mamba2ForCausalLM"], "bos_token_id": 0, "chunk_size": 256, "conv_kernel": 4, "eos_token_id": 0, "expand": 2,
         "head_dim": 64, "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.1, "intermediate_size": 8192,
         "layer_norm_epsilon": 1e-05, "model_type": "mamba2", "n_groups": 8, "norm_before_gate": true, "num_heads": 128,
         "num_hidden_layers": 64, "pad_token_id": 0, "rescale_prenorm_residual": false, "residual_in_fp32": true, "rms_norm": true,
         "state_size": 128, "tie_word_embeddings": false, "time_step_floor": 0.0001, "time_step_init_scheme": "random",
         "time_step_limit": [0.0, Infinity], "time_step_max": 0.1, "time_step_min": 0.001, "time_step_rank": 256,
         "time_step_scale": 1.0, "torch_dtype": "bfloat16", "transformers_version": "4.44.0.dev0", "use_bias": false, "use_cache": true,
         "use_conv_bias": true, "vocab_size": 32768}
        """)]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-12B-v2", 8_100_852_736 - (131072L * 4096), """
        {"architectures": ["NemotronHForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "attention_head_dim": 128,
         "bos_token_id": 1, "chunk_size": 256, "conv_kernel": 4, "eos_token_id": 2, "expand": 2, "hidden_dropout": 0.0,
         "hidden_size": 4096, "hybrid_override_pattern": "M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-",
         "initializer_range": 0.02, "intermediate_size": 21504, "layer_norm_epsilon": 1e-05, "mamba_head_dim": 64,
         "mamba_hidden_act": "silu", "mamba_num_heads": 128, "mamba_proj_bias": false, "max_position_embeddings": 8192,
         "mlp_bias": false, "mlp_hidden_act": "relu2", "model_type": "nemotron_h", "n_groups": 8, "num_attention_heads": 32,
         "num_hidden_layers": 52, "num_key_value_heads": 8, "num_logits_to_keep": 1, "pad_token_id": 0,
         "rescale_prenorm_residual": true, "residual_in_fp32": false, "rms_norm_eps": 1e-05, "sliding_window": null,
         "ssm_state_size": 128, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "use_bias": false, "use_cache": true,
         "use_conv_bias": true, "use_mamba_kernels": true, "vocab_size": 131072}
        """)]
    // 200064 · 3072 words; 32 layers of (24 + 2 · 8) · 128 · 3072, 3072², 3 · 8192 · 3072 and two norms; a norm.
    [InlineData("microsoft/phi-4", (200_064L * 3072) + (32L * ((5120 * 3072) + (3072 * 3072) + (3 * 8192 * 3072) + 6144)) + 3072, """
        {"architectures": ["Phi3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 199999,
         "embd_pdrop": 0.0, "eos_token_id": 199999, "full_attn_mod": 1, "hidden_act": "silu", "hidden_size": 3072,
         "initializer_range": 0.02, "intermediate_size": 8192, "interpolate_factor": 1, "lm_head_bias": false,
         "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "phi3", "num_attention_heads": 24,
         "num_hidden_layers": 32, "num_key_value_heads": 8, "original_max_position_embeddings": 4096, "pad_token_id": 199999,
         "partial_rotary_factor": 0.75, "resid_pdrop": 0.0, "rms_norm_eps": 1e-05,
         "rope_scaling": {"long_factor": [1, 1.1], "short_factor": [1, 1], "type": "longrope"}, "rope_theta": 10000.0,
         "sliding_window": 262144, "tie_word_embeddings": true, "torch_dtype": "bfloat16", "use_cache": true, "vocab_size": 200064}
        """)]
    public void Build_PublishedConfig_IsThatModel(string relative, long parameters, string json)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("config.json", json);

        ModelZoo.Find(relative).Build(changes: ConfigFields.Empty().AddFile(file)).ParameterCount.ShouldBe(parameters);
    }

    [Theory]
    [InlineData("EleutherAI/pythia-70m", 44_670_976 - (6 * (3 + 1) * 512), "attention_bias=false")]
    [InlineData("EleutherAI/pythia-70m", 44_670_976, "use_parallel_residual=false")]
    [InlineData("EleutherAI/pythia-70m:lm-head", 44_670_976, "tie_word_embeddings=true")]
    [InlineData("EleutherAI/pythia-70m:lm-head", 70_426_624, "tie_word_embeddings=false")]
    [InlineData("facebook/opt-125m", 125_239_296 - (12 * ((5 * 768) + 3072)), "enable_bias=false")]
    [InlineData("facebook/opt-125m", 125_239_296 - (2 * 768), "do_layer_norm_before=false")]
    [InlineData("facebook/opt-125m", 125_239_296 - (50272 * 256) + (2 * 768 * 512), "word_embed_proj_dim=512")]
    [InlineData("facebook/opt-125m:lm-head", 125_239_296 + (50272 * 768), "tie_word_embeddings=false")]
    [InlineData("bigscience/bloom-560m:lm-head", 559_214_592 + (250880 * 1024), "tie_word_embeddings=false")]
    [InlineData("bigscience/bloom-560m", 559_214_592, "apply_residual_connection_post_layernorm=true")]
    // A norm of its own for the MLP; keys and values of every head; biases of four layers; one norm for both.
    [InlineData("tiiuae/falcon-7b", 6_921_720_704 + (32 * 2 * 4544), "parallel_attn=false")]
    [InlineData("tiiuae/falcon-7b", 6_921_720_704 + (32L * 2 * 70 * 64 * 4544), "multi_query=false")]
    [InlineData("tiiuae/falcon-7b", 6_921_720_704 + (32L * (4672 + 4544 + 18176 + 4544)), "bias=true")]
    [InlineData("tiiuae/falcon-7b", 6_921_720_704, "alibi=true")]
    [InlineData("tiiuae/falcon-40b", 41_303_293_952 - (60 * 2 * 8192), "num_ln_in_parallel_attn=1")]
    [InlineData("bigcode/starcoder2-3b", 3_030_371_328 - (30 * ((3 * 3072) + 512 + 12288)), "use_bias=false")]
    [InlineData("bigcode/starcoder2-15b:lm-head", 15_957_889_024 - (49152L * 6144), "tie_word_embeddings=true")]
    [InlineData("ibm-granite/granite-3.1-2b-instruct", 2_533_531_648 + (40 * ((2 * 2048) + 1024)), "attention_bias=true")]
    [InlineData("ibm-granite/granite-3.1-2b-instruct", 2_533_531_648 + (40 * ((2 * 8192) + 2048)), "mlp_bias=true")]
    [InlineData("microsoft/Phi-3-small-8k-instruct:lm-head", 7_392_272_384 + (100352L * 4096), "tie_word_embeddings=false")]
    [InlineData("microsoft/Phi-3-small-8k-instruct", 7_392_272_384 + (32L * 2 * 8 * 128 * 4097), "num_key_value_heads=16")]
    [InlineData("microsoft/Phi-3-small-8k-instruct", 7_392_272_384 - (32L * ((256 * 3 * 4096) + 512)), "ff_intermediate_size=14080")]
    [InlineData("microsoft/Phi-3-small-8k-instruct", 7_392_272_384, "gegelu_limit=null")]
    [InlineData("state-spaces/mamba2-130m", 128_989_632 + (24 * (3352 + 768)), "use_bias=true")]
    [InlineData("state-spaces/mamba2-130m", 128_989_632 - (24 * 1792), "use_conv_bias=false")]
    [InlineData("state-spaces/mamba2-130m:lm-head", 128_989_632 + (50288 * 768), "tie_word_embeddings=false")]
    public void Build_OddValue_IsHonoured(string name, long parameters, string change) =>
        ModelZoo.Find(name).Build(changes: ConfigFields.Empty().AddPair(change)).ParameterCount.ShouldBe(parameters);

    [Fact]
    public void Build_Phi3TurningThreeQuartersOfAHead_HasAnglesForThoseAlone()
    {
        Graph graph = ModelZoo.Find("microsoft/Phi-3-mini-4k-instruct").Build(
            new() { SequenceLength = 5 }, ConfigFields.Empty().AddPair("partial_rotary_factor=0.75"));

        // Heads of 96 numbers, of which 72 are turned, by 36 angles each.
        graph.Operators.Single(op => op.Type == "Cos").Outputs[0].Shape![^1].ShouldBe(72);
    }

    [Theory]
    // 5 · ⌊4096 / 3⌋ · 2 numbers, as they are and as the next multiple of 256.
    [InlineData("false", 13650)]
    [InlineData("true", 13824)]
    public void Build_Phi3SmallWithAMultipleOfItsHiddenSize_PadsItWhereAsked(string pads, long width)
    {
        ConfigFields changes = ConfigFields.Empty().AddPair("ff_intermediate_size=null").AddPair("ff_dim_multiplier=5")
            .AddPair("gegelu_pad_to_256=" + pads);

        ModelZoo.Find("microsoft/Phi-3-small-8k-instruct").Build(changes: changes).ParameterCount
            .ShouldBe(7_392_272_384 + (32L * (width - 14336) * ((3 * 4096) + 2)));
    }

    [Theory]
    [InlineData("EleutherAI/pythia-70m", "rotary_pct=0.11", "expected an even number")]
    [InlineData("microsoft/phi-4", "partial_rotary_factor=0.01", "expected an even number from 2 to 128")]
    [InlineData("EleutherAI/pythia-70m", "hidden_act=mish", "gelu or")]
    [InlineData("facebook/opt-125m", "layer_norm_elementwise_affine=false", "expected true")]
    [InlineData("bigscience/bloom-560m", "slow_but_exact=true", "expected false")]
    [InlineData("tiiuae/falcon-40b", "num_kv_heads=9", "cannot share 9")]
    [InlineData("tiiuae/falcon-40b", "num_ln_in_parallel_attn=3", "expected 1 or 2")]
    [InlineData("microsoft/Phi-3-small-8k-instruct", "ff_dim_multiplier=5", "null for the other one")]
    [InlineData("microsoft/Phi-3-small-8k-instruct", "ff_intermediate_size=null", "null for the other one")]
    [InlineData("microsoft/Phi-3-small-8k-instruct", "hidden_act=gelu", "expected gegelu")]
    [InlineData("microsoft/Phi-3-small-8k-instruct", "mup_attn_multiplier=0", "above 0")]
    [InlineData("microsoft/Phi-3-small-8k-instruct", "blocksparse_block_size=0", "from 1 to")]
    [InlineData("bigcode/starcoder2-3b", "num_key_value_heads=5", "cannot share 5")]
    [InlineData("bigcode/starcoder2-3b", "norm_type=rms_norm", "expected layer_norm")]
    [InlineData("state-spaces/mamba2-130m", "num_heads=25", "whose product is 1536")]
    [InlineData("state-spaces/mamba2-130m", "n_groups=5", "choose a divisor")]
    [InlineData("state-spaces/mamba2-130m", "conv_kernel=1", "at least 2")]
    [InlineData("state-spaces/mamba2-130m", "time_step_limit=0.1", "two rising numbers")]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-9B-v2", "hybrid_override_pattern=MEM*E", "letters of M * -")]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-9B-v2", "num_hidden_layers=55", "has 56 layers")]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-9B-v2", "mlp_hidden_act=silu", "expected relu2")]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-9B-v2", "sliding_window=4096", "expected null")]
    public void Build_ValueThatIsNotWrittenDown_IsRefused(string name, string change, string expected) =>
        Should.Throw<InputException>(() => ModelZoo.Find(name).Build(changes: ConfigFields.Empty().AddPair(change)))
            .Message.ShouldContain(expected);

    [Fact]
    public void Kept_StateSpace_DoesNotGrowWithThePast()
    {
        // Of each layer three columns of 1,792 channels and 24 states of 64 by 128, four bytes each.
        const long bytes = 24 * 4 * ((3 * 1792) + (24 * 64 * 128));
        Workload decode = new() { Phase = GenerationPhase.Decode };
        foreach (int past in (int[])[1, 100, 100_000])
            Kept(decode with { PastLength = past }).ShouldBe((bytes, 0));
        // Whatever keys and values are kept in.
        NumberTypes narrow = new() { Flowing = DataType.Float32, Kept = NumberFormat.Of(DataType.Float8E4M3FN) };
        Kept(decode with { PastLength = 100, Numbers = narrow }).ShouldBe((bytes, 0));

        static (long Bytes, long BytesPerToken) Kept(Workload workload)
        {
            KeptSize kept = ModelZoo.Find("state-spaces/mamba2-130m").Build(workload).Kept!.Value;
            return (kept.Bytes, kept.BytesPerToken);
        }
    }
}
