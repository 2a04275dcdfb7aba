using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>
/// Weights of a first layer against the modules of Transformers' classes, and, for Pythia, Granite and Mamba-2, against listings of
/// state dictionaries that others published.
/// </summary>
public class StateNameTests
{
    [Theory]
    [InlineData("EleutherAI/pythia-2.8b", "layers.0.", """
        input_layernorm.weight [2560]
        input_layernorm.bias [2560]
        attention.query_key_value.weight [7680, 2560]
        attention.query_key_value.bias [7680]
        attention.dense.weight [2560, 2560]
        attention.dense.bias [2560]
        post_attention_layernorm.weight [2560]
        post_attention_layernorm.bias [2560]
        mlp.dense_h_to_4h.weight [10240, 2560]
        mlp.dense_h_to_4h.bias [10240]
        mlp.dense_4h_to_h.weight [2560, 10240]
        mlp.dense_4h_to_h.bias [2560]
        """)]
    [InlineData("facebook/opt-350m", "decoder.layers.0.", """
        self_attn.k_proj.weight [1024, 1024]
        self_attn.k_proj.bias [1024]
        self_attn.v_proj.weight [1024, 1024]
        self_attn.v_proj.bias [1024]
        self_attn.q_proj.weight [1024, 1024]
        self_attn.q_proj.bias [1024]
        self_attn.out_proj.weight [1024, 1024]
        self_attn.out_proj.bias [1024]
        self_attn_layer_norm.weight [1024]
        self_attn_layer_norm.bias [1024]
        fc1.weight [4096, 1024]
        fc1.bias [4096]
        fc2.weight [1024, 4096]
        fc2.bias [1024]
        final_layer_norm.weight [1024]
        final_layer_norm.bias [1024]
        """)]
    [InlineData("bigscience/bloom-560m", "h.0.", """
        input_layernorm.weight [1024]
        input_layernorm.bias [1024]
        self_attention.query_key_value.weight [3072, 1024]
        self_attention.query_key_value.bias [3072]
        self_attention.dense.weight [1024, 1024]
        self_attention.dense.bias [1024]
        post_attention_layernorm.weight [1024]
        post_attention_layernorm.bias [1024]
        mlp.dense_h_to_4h.weight [4096, 1024]
        mlp.dense_h_to_4h.bias [4096]
        mlp.dense_4h_to_h.weight [1024, 4096]
        mlp.dense_4h_to_h.bias [1024]
        """)]
    [InlineData("tiiuae/falcon-7b", "h.0.", """
        input_layernorm.weight [4544]
        input_layernorm.bias [4544]
        self_attention.query_key_value.weight [4672, 4544]
        self_attention.dense.weight [4544, 4544]
        mlp.dense_h_to_4h.weight [18176, 4544]
        mlp.dense_4h_to_h.weight [4544, 18176]
        """)]
    [InlineData("tiiuae/falcon-40b", "h.0.", """
        ln_attn.weight [8192]
        ln_attn.bias [8192]
        ln_mlp.weight [8192]
        ln_mlp.bias [8192]
        self_attention.query_key_value.weight [9216, 8192]
        self_attention.dense.weight [8192, 8192]
        mlp.dense_h_to_4h.weight [32768, 8192]
        mlp.dense_4h_to_h.weight [8192, 32768]
        """)]
    [InlineData("microsoft/Phi-3-small-8k-instruct", "layers.0.", """
        input_layernorm.weight [4096]
        input_layernorm.bias [4096]
        self_attn.query_key_value.weight [6144, 4096]
        self_attn.query_key_value.bias [6144]
        self_attn.dense.weight [4096, 4096]
        self_attn.dense.bias [4096]
        post_attention_layernorm.weight [4096]
        post_attention_layernorm.bias [4096]
        mlp.up_proj.weight [28672, 4096]
        mlp.up_proj.bias [28672]
        mlp.down_proj.weight [4096, 14336]
        mlp.down_proj.bias [4096]
        """)]
    [InlineData("bigcode/starcoder2-3b", "layers.0.", """
        self_attn.q_proj.weight [3072, 3072]
        self_attn.q_proj.bias [3072]
        self_attn.k_proj.weight [256, 3072]
        self_attn.k_proj.bias [256]
        self_attn.v_proj.weight [256, 3072]
        self_attn.v_proj.bias [256]
        self_attn.o_proj.weight [3072, 3072]
        self_attn.o_proj.bias [3072]
        mlp.c_fc.weight [12288, 3072]
        mlp.c_fc.bias [12288]
        mlp.c_proj.weight [3072, 12288]
        mlp.c_proj.bias [3072]
        input_layernorm.weight [3072]
        input_layernorm.bias [3072]
        post_attention_layernorm.weight [3072]
        post_attention_layernorm.bias [3072]
        """)]
    [InlineData("allenai/OLMo-2-0325-32B", "layers.0.", """
        self_attn.q_proj.weight [5120, 5120]
        self_attn.k_proj.weight [1024, 5120]
        self_attn.v_proj.weight [1024, 5120]
        self_attn.o_proj.weight [5120, 5120]
        self_attn.q_norm.weight [5120]
        self_attn.k_norm.weight [1024]
        mlp.gate_proj.weight [27648, 5120]
        mlp.up_proj.weight [27648, 5120]
        mlp.down_proj.weight [5120, 27648]
        post_attention_layernorm.weight [5120]
        post_feedforward_layernorm.weight [5120]
        """)]
    [InlineData("ibm-granite/granite-3.3-8b-instruct", "layers.0.", """
        self_attn.q_proj.weight [4096, 4096]
        self_attn.k_proj.weight [1024, 4096]
        self_attn.v_proj.weight [1024, 4096]
        self_attn.o_proj.weight [4096, 4096]
        mlp.gate_proj.weight [12800, 4096]
        mlp.up_proj.weight [12800, 4096]
        mlp.down_proj.weight [4096, 12800]
        input_layernorm.weight [4096]
        post_attention_layernorm.weight [4096]
        """)]
    [InlineData("state-spaces/mamba2-1.3b", "layers.0.", """
        norm.weight [2048]
        mixer.dt_bias [64]
        mixer.A_log [64]
        mixer.D [64]
        mixer.in_proj.weight [8512, 2048]
        mixer.conv1d.weight [4352, 1, 4]
        mixer.conv1d.bias [4352]
        mixer.norm.weight [4096]
        mixer.out_proj.weight [2048, 4096]
        """)]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-9B-v2", "layers.14.", """
        norm.weight [4480]
        mixer.q_proj.weight [5120, 4480]
        mixer.k_proj.weight [1024, 4480]
        mixer.v_proj.weight [1024, 4480]
        mixer.o_proj.weight [4480, 5120]
        """)]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-9B-v2", "layers.1.", """
        norm.weight [4480]
        mixer.up_proj.weight [15680, 4480]
        mixer.down_proj.weight [4480, 15680]
        """)]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-9B-v2", "layers.0.", """
        norm.weight [4480]
        mixer.dt_bias [128]
        mixer.A_log [128]
        mixer.D [128]
        mixer.in_proj.weight [22656, 4480]
        mixer.conv1d.weight [12288, 1, 4]
        mixer.conv1d.bias [12288]
        mixer.norm.weight [10240]
        mixer.out_proj.weight [4480, 10240]
        """)]
    public void Build_FirstLayer_HasThePublishedWeights(string name, string layer, string expected) =>
        Weights(name, layer).Order().ShouldBe(expected.Trim().Split('\n').Order());

    [Theory]
    [InlineData("EleutherAI/pythia-2.8b", "embed_in.weight [50304, 2560] final_layer_norm.weight [2560] final_layer_norm.bias [2560]")]
    [InlineData("facebook/opt-350m",
        "decoder.embed_tokens.weight [50272, 512] decoder.embed_positions.weight [2050, 1024] decoder.project_in.weight [1024, 512] "
        + "decoder.project_out.weight [512, 1024]")]
    [InlineData("bigscience/bloom-560m",
        "word_embeddings.weight [250880, 1024] word_embeddings_layernorm.weight [1024] word_embeddings_layernorm.bias [1024] "
        + "ln_f.weight [1024] ln_f.bias [1024]")]
    [InlineData("microsoft/Phi-3-small-8k-instruct",
        "embed_tokens.weight [100352, 4096] final_layernorm.weight [4096] final_layernorm.bias [4096]")]
    [InlineData("tiiuae/falcon-7b", "word_embeddings.weight [65024, 4544] ln_f.weight [4544] ln_f.bias [4544]")]
    [InlineData("bigcode/starcoder2-3b", "embed_tokens.weight [49152, 3072] norm.weight [3072] norm.bias [3072]")]
    [InlineData("allenai/OLMo-2-0325-32B", "embed_tokens.weight [100352, 5120] norm.weight [5120]")]
    [InlineData("state-spaces/mamba2-1.3b", "embeddings.weight [50288, 2048] norm_f.weight [2048]")]
    [InlineData("nvidia/NVIDIA-Nemotron-Nano-9B-v2", "embeddings.weight [131072, 4480] norm_f.weight [4480]")]
    public void Build_BesideTheLayers_HasThePublishedWeights(string name, string expected) =>
        string.Join(' ', Weights(name, "").Where(weight => !weight.Contains("layers.", StringComparison.Ordinal)
            && !weight.StartsWith("h.", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            .ShouldBe(string.Join(' ', expected.Replace("] ", "]\n", StringComparison.Ordinal).Split('\n').Order(StringComparer.Ordinal)));

    private static IEnumerable<string> Weights(string name, string prefix) => ModelZoo.Find(name).Build().StoredTensors
        .Where(tensor => tensor.Role == TensorRole.Parameter && tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(tensor => $"{tensor.Name[prefix.Length..]} [{string.Join(", ", tensor.Shape!)}]");
}
