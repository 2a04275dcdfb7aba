using JouleTree.Testing;

namespace JouleTree.Graphs.Tests.Gguf;

/// <summary>A small file of each architecture, with the tensors that llama.cpp's converter writes.</summary>
internal static class GgufSamples
{
    private const int Experts = 4;
    private static readonly GgufSizes Sizes = new(3, 256, 4, 2, 512, 300, HeadSize: 64);

    /// <summary>Files by a name.</summary>
    public static IReadOnlyDictionary<string, GgufWriter> All { get; } = new Dictionary<string, GgufWriter>
    {
        ["llama"] = Of("llama").Llama("Llama").Tensor("rope_freqs.weight", GgufWriter.F32, 32),
        ["mixtral"] = Mixtral(),
        ["old mixtral"] = OldMixtral(),
        ["qwen2"] = Of("qwen2").Llama("Qwen2", bias: true),
        ["qwen3"] = Of("qwen3").Llama("Qwen3", isTied: true, norms: true),
        ["qwen2moe"] = Qwen2Moe(),
        ["qwen3moe"] = Qwen3Moe(),
        ["gemma"] = Of("gemma").Llama("Gemma", isTied: true),
        ["gemma2"] = Gemma("gemma2", norms: false),
        ["gemma3"] = Gemma("gemma3", norms: true),
        ["phi3"] = Phi3(),
        ["olmo2"] = Olmo2(),
        ["granite"] = Of("granite").Set("embedding_scale", 12.0).Set("residual_scale", 0.22).Set("attention.scale", 0.1)
            .Set("logit_scale", 8.0).Llama("Granite", isTied: true),
        ["starcoder2"] = StarCoder2(),
        ["deepseek2"] = Deepseek(isThird: false, isApart: false),
        ["deepseek2 of today"] = Deepseek(isThird: true, isApart: true),
        ["gpt-oss"] = GptOss(),
        ["bert"] = Bert(),
        ["nomic-bert"] = NomicBert(),
    };

    // Mixed types, so that bytes are not those of one type by chance.
    private static GgufModels Of(string architecture, GgufSizes? sizes = null) =>
        new(architecture, sizes ?? Sizes) { TypeOf = GgufModels.Q4KM(3) };

    private static GgufModels WithExperts(GgufModels model, int hidden) => model.Set("expert_count", Experts).Set("expert_used_count", 2)
        .Set("expert_feed_forward_length", hidden);

    private static GgufWriter Mixtral()
    {
        GgufModels model = WithExperts(Of("llama"), 512).Metadata("Mixtral").Ends();
        return model.Layers(layer =>
        {
            model.Attention(layer);
            model.Experts(layer, Experts, 512);
        }).File;
    }

    private static GgufWriter OldMixtral()
    {
        GgufModels model = WithExperts(Of("llama"), 512).Metadata("Mixtral").Ends();
        return model.Layers(layer =>
        {
            model.Attention(layer);
            model.Vector(layer + "ffn_norm.weight", 256).Vector(layer + "ffn_gate_inp.weight", Experts, 256);
            for (int expert = 0; expert < Experts; expert++)
                model.Gated(layer, "." + expert, norm: false);
        }).File;
    }

    private static GgufWriter Qwen2Moe()
    {
        GgufModels model = WithExperts(Of("qwen2moe"), 256).Set("expert_shared_feed_forward_length", 768).Metadata("Qwen2-MoE").Ends();
        return model.Layers(layer =>
        {
            model.Attention(layer, bias: true);
            model.Experts(layer, Experts, 256);
            model.Vector(layer + "ffn_gate_inp_shexp.weight", 256);
            model.Gated(layer, "_shexp", 768, norm: false);
        }).File;
    }

    private static GgufWriter Qwen3Moe()
    {
        GgufModels model = WithExperts(Of("qwen3moe"), 256).Metadata("Qwen3-MoE").Ends();
        return model.Layers(layer =>
        {
            model.Attention(layer, norms: true);
            model.Experts(layer, Experts, 256);
        }).File;
    }

    private static GgufWriter Gemma(string architecture, bool norms)
    {
        GgufModels model = Of(architecture).Set("attention.sliding_window", 512).Metadata("Gemma").Ends(isTied: true);
        return model.Layers(layer =>
        {
            model.Attention(layer, norms: norms);
            model.Vector(layer + "post_attention_norm.weight", 256).Vector(layer + "post_ffw_norm.weight", 256);
            model.Gated(layer);
        }).File;
    }

    private static GgufWriter Phi3()
    {
        GgufModels model = Of("phi3").Metadata("Phi-3").Ends();
        return model.Layers(layer => model
            .Vector(layer + "attn_norm.weight", 256).Matrix(layer + "attn_qkv.weight", 512, 256)
            .Matrix(layer + "attn_output.weight", 256, 256)
            .Vector(layer + "ffn_norm.weight", 256).Matrix(layer + "ffn_up.weight", 1024, 256)
            .Matrix(layer + "ffn_down.weight", 256, 512)).File
            .Tensor("rope_factors_long.weight", GgufWriter.F32, 32).Tensor("rope_factors_short.weight", GgufWriter.F32, 32);
    }

    private static GgufWriter Olmo2()
    {
        GgufModels model = Of("olmo2").Metadata("OLMo-2").Ends();
        return model.Layers(layer =>
        {
            model.Matrix(layer + "attn_q.weight", 256, 256).Matrix(layer + "attn_k.weight", 128, 256)
                .Matrix(layer + "attn_v.weight", 128, 256)
                .Matrix(layer + "attn_output.weight", 256, 256).Vector(layer + "attn_q_norm.weight", 256)
                .Vector(layer + "attn_k_norm.weight", 128).Vector(layer + "post_attention_norm.weight", 256)
                .Vector(layer + "post_ffw_norm.weight", 256);
            model.Gated(layer, norm: false);
        }).File;
    }

    private static GgufWriter StarCoder2()
    {
        GgufModels model = Of("starcoder2", Sizes with { HeadSize = 0 }).Metadata("StarCoder2").Ends(isTied: true);
        model.Vector("output_norm.bias", 256);
        return model.Layers(layer =>
        {
            model.Attention(layer, bias: true);
            model.Vector(layer + "attn_norm.bias", 256).Vector(layer + "attn_output.bias", 256).Vector(layer + "ffn_norm.weight", 256)
                .Vector(layer + "ffn_norm.bias", 256).Matrix(layer + "ffn_up.weight", 512, 256).Vector(layer + "ffn_up.bias", 512)
                .Matrix(layer + "ffn_down.weight", 256, 512).Vector(layer + "ffn_down.bias", 256);
        }).File;
    }

    private static GgufWriter Deepseek(bool isThird, bool isApart)
    {
        const int rank = 256, plain = 128, turned = 64, value = 128, heads = 4;
        GgufModels model = WithExperts(
            new GgufModels("deepseek2", Sizes with { Shared = isApart ? 1 : heads, HeadSize = 0 })
            {
                // Rows of 128 numbers have no blocks of 256, as llama-quantize finds out, too.
                TypeOf = name => name.Contains("k_b", StringComparison.Ordinal) ? GgufWriter.Q8_0 : GgufModels.Q4KM(3)(name),
            }, 256).Set("expert_shared_count", 2).Set("leading_dense_block_count", 1).Set("rope.dimension_count", turned)
            .Set("attention.kv_lora_rank", rank).Set("expert_weights_scale", 2.5).Set("expert_gating_func", isThird ? 2 : 1)
            .Set("attention.key_length", isApart ? rank + turned : plain + turned).Set("attention.value_length", isApart ? rank : value);
        if (isApart)
            model.Set("attention.key_length_mla", plain + turned).Set("attention.value_length_mla", value);
        if (isThird)
            model.Set("attention.q_lora_rank", 512);
        model.Metadata("DeepSeek").Ends();
        return model.Layers(layer =>
        {
            model.Vector(layer + "attn_norm.weight", 256).Matrix(layer + "attn_kv_a_mqa.weight", rank + turned, 256)
                .Vector(layer + "attn_kv_a_norm.weight", rank).Matrix(layer + "attn_output.weight", 256, heads * value);
            if (isThird)
                model.Matrix(layer + "attn_q_a.weight", 512, 256).Vector(layer + "attn_q_a_norm.weight", 512)
                    .Matrix(layer + "attn_q_b.weight", heads * (plain + turned), 512);
            else
                model.Matrix(layer + "attn_q.weight", heads * (plain + turned), 256);
            if (isApart)
                model.Matrix(layer + "attn_k_b.weight", heads, rank, plain).Matrix(layer + "attn_v_b.weight", heads, value, rank);
            else
                model.Matrix(layer + "attn_kv_b.weight", heads * (plain + value), rank);
            if (layer == "blk.0.")
            {
                model.Gated(layer);
                return;
            }

            model.Experts(layer, Experts, 256);
            model.Gated(layer, "_shexp", 512, norm: false);
            if (isThird)
                model.Vector(layer + "exp_probs_b.bias", Experts);
        }).File;
    }

    private static GgufWriter GptOss()
    {
        GgufModels model = WithExperts(
            new GgufModels("gpt-oss", Sizes)
            {
                TypeOf = name => name.Contains("exps", StringComparison.Ordinal) ? GgufWriter.MXFP4 : GgufWriter.BF16,
            }, 512).Set("attention.sliding_window", 128).Metadata("gpt-oss").Ends();
        return model.Layers(layer =>
        {
            model.Attention(layer, bias: true);
            model.Vector(layer + "attn_output.bias", 256).Vector(layer + "attn_sinks.weight", 4)
                .Vector(layer + "post_attention_norm.weight", 256).Vector(layer + "ffn_gate_inp.bias", Experts);
            model.Experts(layer, Experts, 512, norm: false);
            model.Vector(layer + "ffn_gate_exps.bias", Experts, 512).Vector(layer + "ffn_up_exps.bias", Experts, 512)
                .Vector(layer + "ffn_down_exps.bias", Experts, 256);
        }).File;
    }

    private static GgufWriter Bert()
    {
        GgufModels model = Of("bert", Sizes with { Shared = 4, HeadSize = 0, Context = 512 }).Set("attention.layer_norm_epsilon", 1e-12)
            .Metadata("BGE").Matrix("token_embd.weight", 300, 256).Matrix("position_embd.weight", 512, 256)
            .Vector("token_types.weight", 2, 256).Vector("token_embd_norm.weight", 256).Vector("token_embd_norm.bias", 256);
        return model.Layers(layer =>
        {
            foreach (string name in (string[])["attn_q", "attn_k", "attn_v", "attn_output"])
                model.Matrix($"{layer}{name}.weight", 256, 256).Vector($"{layer}{name}.bias", 256);
            foreach (string name in (string[])["attn_output_norm", "layer_output_norm"])
                model.Vector($"{layer}{name}.weight", 256).Vector($"{layer}{name}.bias", 256);
            model.Matrix(layer + "ffn_up.weight", 512, 256).Vector(layer + "ffn_up.bias", 512).Matrix(layer + "ffn_down.weight", 256, 512)
                .Vector(layer + "ffn_down.bias", 256);
        }).File;
    }

    private static GgufWriter NomicBert()
    {
        GgufModels model = Of("nomic-bert", Sizes with { Shared = 4, HeadSize = 0 }).Metadata("nomic-embed-text")
            .Matrix("token_embd.weight", 300, 256).Vector("token_types.weight", 2, 256).Vector("token_embd_norm.weight", 256)
            .Vector("token_embd_norm.bias", 256);
        return model.Layers(layer =>
        {
            model.Matrix(layer + "attn_qkv.weight", 768, 256).Matrix(layer + "attn_output.weight", 256, 256);
            foreach (string name in (string[])["attn_output_norm", "layer_output_norm"])
                model.Vector($"{layer}{name}.weight", 256).Vector($"{layer}{name}.bias", 256);
            model.Gated(layer, norm: false);
        }).File;
    }
}
