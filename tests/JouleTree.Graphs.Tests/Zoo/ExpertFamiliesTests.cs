using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>Decoders with mixtures of experts against what is published of them.</summary>
public sealed class ExpertFamiliesTests
{
    // Billions as published, and whether the publisher counts the embeddings' table as active.
    [Theory]
    [InlineData("mistralai/Mixtral-8x7B-v0.1", 12.9, true)]
    [InlineData("mistralai/Mixtral-8x22B-v0.1", 39, true)]
    [InlineData("Qwen/Qwen1.5-MoE-A2.7B", 2.7, true)]
    [InlineData("Qwen/Qwen2-57B-A14B", 14, true)]
    [InlineData("Qwen/Qwen3-30B-A3B", 3.3, true)]
    [InlineData("Qwen/Qwen3-235B-A22B", 22, true)]
    [InlineData("Qwen/Qwen3-Coder-480B-A35B-Instruct", 35, true)]
    [InlineData("openai/gpt-oss-20b", 3.61, false)]
    [InlineData("openai/gpt-oss-120b", 5.13, false)]
    [InlineData("deepseek-ai/DeepSeek-V2", 21, false)]
    [InlineData("deepseek-ai/DeepSeek-V2-Lite", 2.4, false)]
    [InlineData("deepseek-ai/DeepSeek-V3", 36.7, false)]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E", 17, true)]
    [InlineData("meta-llama/Llama-4-Maverick-17B-128E", 17, true)]
    public void ActiveParameters_WithTheOutputLayer_AreThePublished(string name, double billions, bool withEmbeddings)
    {
        Graph graph = ModelZoo.Find(name + ":lm-head").Build();
        GraphView view = GraphView.Full(graph);

        NodeCounts root = view.CountsOf(view.Tree.Root);

        long table = graph.StoredTensors.Single(tensor => tensor.Name == "model.embed_tokens.weight").Elements;
        // Published to two or three digits: within two percent, and 2.45 for "2.4".
        ((root.ActiveParameters + (withEmbeddings ? table : 0)) / 1e9).ShouldBe(billions, billions * 0.025);
    }

    [Fact]
    public void Counts_Mixture_IsRoutedAndSharedAndTheRest()
    {
        NodeCounts root = Root("deepseek-ai/DeepSeek-V3:lm-head");
        const long expert = 3L * 7168 * 2048;

        root.RoutedParameters.ShouldBe(58 * 256 * expert);
        root.SharedExpertParameters.ShouldBe(58 * expert);
        (root.Parameters - root.RoutedParameters - (129280L * 7168)).ShouldBe(root.ActiveParameters - (58 * 8 * expert));
    }

    [Theory]
    [InlineData("Qwen/Qwen3-30B-A3B", 1, 8)]
    [InlineData("openai/gpt-oss-20b", 1, 4)]
    [InlineData("openai/gpt-oss-20b", 64, 32 * (1 - (1.95e-4)))]
    public void Decode_ItemsOfABatch_ReadDistinctExperts(string name, int batch, double distinct)
    {
        Workload workload = new() { BatchSize = batch, Phase = GenerationPhase.Decode, FloatType = DataType.BFloat16 };
        GraphView view = GraphView.Full(ModelZoo.Find(name).Build(workload));

        view.Tree.Root.SelfAndDescendants().First(node => node.InstanceType == "Experts").Details!.Operator!.Distinct!.Value
            .ShouldBe(distinct, 1e-3);
    }

    [Fact]
    public void Decode_SkewedChoice_ReadsFewerBytes()
    {
        Workload even = new() { BatchSize = 32, Phase = GenerationPhase.Decode };

        (Bytes(even) > Bytes(even with { ExpertSkew = 0.5 })).ShouldBeTrue();
        (Bytes(even with { ExpertSkew = 0.5 }) > Bytes(even with { ExpertSkew = 1.5 })).ShouldBeTrue();

        static long Bytes(Workload workload) => Root("Qwen/Qwen3-30B-A3B", workload).Bytes!.Value;
    }

    // The files' own sum of bytes, total_size in model.safetensors.index.json: experts of 4 bits, all else of 16.
    [Theory]
    [InlineData("openai/gpt-oss-20b:lm-head", 13_761_264_768)]
    [InlineData("openai/gpt-oss-120b:lm-head", 65_248_815_744)]
    public void WeightBytes_ExpertsOfFourBits_AreThoseOfTheFiles(string name, long bytes)
    {
        NumberTypes types = new() { Weights = NumberFormat.Parse("mxfp4"), LeftOut = ["self_attn", "mlp.router", "lm_head"] };

        Root(name, new Workload { Numbers = types }).WeightBytes.ShouldBe(bytes);
    }

    [Fact]
    public void WeightBytes_DeepseekInSquaresOf128_AreThoseOfItsTypes()
    {
        // 680,571,043,840 numbers of 8 bits and 41,540,496 scales in the files, less those of the 62nd layer.
        const long attention = (1536L * 7168) + (24576 * 1536) + (576 * 7168) + (32768 * 512) + (7168 * 16384), expert = 3L * 2048 * 7168;
        const long narrow = 680_571_043_840 - attention - (257 * expert);
        // A square is not full where keys' 576 rows end.
        const long scales = 41_540_496 - ((attention - (576 * 7168)) / 16384) - (5 * 56) - (257 * expert / 16384);

        NodeCounts root = Root("deepseek-ai/DeepSeek-V3:lm-head", new Workload { Numbers = NumberSchemes.Find("fp8-block") });

        root.WeightBytes.ShouldBe(narrow + (4 * scales) + (2 * (root.Parameters - narrow)));
    }

    [Theory]
    [InlineData("deepseek-ai/DeepSeek-V3")]
    [InlineData("openai/gpt-oss-20b")]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E")]
    public void Build_NarrowTypes_MultipliesTheSame(string name)
    {
        Workload decode = new() { BatchSize = 4, Phase = GenerationPhase.Decode, FloatType = DataType.BFloat16 };
        NumberFormat eight = NumberFormat.Parse("float8");
        NumberTypes types = new() { Weights = eight, Activations = eight, Kept = eight };
        foreach (AttentionForm form in (AttentionForm[])[AttentionForm.Written, AttentionForm.Fused])
        {
            NodeCounts wide = Root(name, decode with { Attention = form });
            NodeCounts narrow = Root(name, decode with { Attention = form, Numbers = types });

            narrow.Macs.ShouldBe(wide.Macs);
            narrow.Parameters.ShouldBe(wide.Parameters);
            narrow.ActiveParameters.ShouldBe(wide.ActiveParameters);
            narrow.Bytes!.Value.ShouldBeLessThan(wide.Bytes!.Value);
            narrow.WeightBytes.ShouldBeLessThan(wide.WeightBytes * 6 / 10);
        }
    }

    [Fact]
    public void Workload_SkewBelowZero_IsRefused() =>
        Should.Throw<InputException>(() => new Workload { ExpertSkew = -1 }.Checked()).Message.ShouldContain("at least 0");

    [Fact]
    public void Decode_LatentAttention_KeepsLatentAndTurnedKey()
    {
        Graph graph = ModelZoo.Find("deepseek-ai/DeepSeek-V3")
            .Build(new Workload { BatchSize = 2, Phase = GenerationPhase.Decode, PastLength = 100, FloatType = DataType.BFloat16 });

        Tensor[] kept = [.. graph.Inputs.Where(input => input.Name.StartsWith("past_key_values.0.", StringComparison.Ordinal))];
        kept.Select(input => input.Shape).ShouldBe([new TensorShape(2, 1, 100, 512), new TensorShape(2, 1, 100, 64)]);
        // 576 numbers of 2 bytes for each token and layer.
        graph.Kept!.Value.BytesPerToken.ShouldBe(61 * 576 * 2);
        graph.ParameterCount.ShouldBe(ModelZoo.Find("deepseek-ai/DeepSeek-V3").PublishedParameters!.Value);
    }

    [Theory]
    [InlineData("deepseek-ai/DeepSeek-V3", GenerationPhase.Prefill)]
    [InlineData("deepseek-ai/DeepSeek-V3", GenerationPhase.Decode)]
    [InlineData("openai/gpt-oss-20b", GenerationPhase.Decode)]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E", GenerationPhase.Decode)]
    public void Build_FusedAttention_MultipliesNoMoreThanTheWritten(string name, GenerationPhase phase)
    {
        Workload written = new() { Phase = phase, SequenceLength = phase == GenerationPhase.Prefill ? 64 : 1 };
        NodeCounts eager = Root(name, written), fused = Root(name, written with { Attention = AttentionForm.Fused });

        fused.Parameters.ShouldBe(eager.Parameters);
        fused.Bytes!.Value.ShouldBeLessThan(eager.Bytes!.Value);
        // One token sees all that are kept; of a prompt half the pairs are masked, which a kernel leaves out.
        if (phase == GenerationPhase.Decode)
            fused.Macs.ShouldBe(eager.Macs);
        else
            fused.Macs!.Value.ShouldBeLessThan(eager.Macs!.Value);
    }

    [Theory]
    [InlineData("Qwen/Qwen3-30B-A3B", "decoder_sparse_step=2", 24)]
    [InlineData("Qwen/Qwen3-30B-A3B", "mlp_only_layers=[0, 5]", 46)]
    [InlineData("deepseek-ai/DeepSeek-V3", "first_k_dense_replace=0", 61)]
    [InlineData("deepseek-ai/DeepSeek-V3", "moe_layer_freq=2", 29)]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E", "interleave_moe_layer_step=3", 16)]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E", "moe_layers=[1, 2]", 2)]
    public void Build_LayersWithoutMixture_AreThoseOfTheFields(string name, string change, int mixtures) =>
        Build(name, change).Operators.Count(op => op.Type == "Experts").ShouldBe(mixtures);

    [Theory]
    [InlineData("deepseek-ai/DeepSeek-V2", "q_lora_rank=null", "q_proj")]
    [InlineData("deepseek-ai/DeepSeek-V2-Lite", "q_lora_rank=1536", "q_b_proj")]
    [InlineData("deepseek-ai/DeepSeek-V2", "n_shared_experts=null", "kv_b_proj")]
    public void Build_FieldThatMayBeNull_IsHonoured(string name, string change, string layer)
    {
        Graph graph = Build(name, change);

        graph.Operators.ShouldContain(op => op.Scope.Name == layer);
        graph.Operators.Any(op => op.Scope.Path.Contains("shared_experts", StringComparison.Ordinal))
            .ShouldBe(!change.StartsWith("n_shared", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Qwen/Qwen3-30B-A3B", "norm_topk_prob=false")]
    [InlineData("deepseek-ai/DeepSeek-V3", "routed_scaling_factor=1")]
    [InlineData("deepseek-ai/DeepSeek-V3", "norm_topk_prob=false")]
    public void Build_LessNormalising_ComputesLess(string name, string change) =>
        Flops(Build(name, change)).ShouldBeLessThan(Flops(Build(name)));

    [Fact]
    public void Build_ConfigWithNulls_TakesThemAsAbsent()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("config.json", """
            {"model_type": "deepseek_v2", "q_lora_rank": null, "hidden_size": 2048, "intermediate_size": 10944, "num_hidden_layers": 27,
             "num_attention_heads": 16, "num_key_value_heads": 16, "n_routed_experts": 64, "moe_intermediate_size": 1408, "n_group": 1,
             "topk_group": 1, "topk_method": "greedy", "routed_scaling_factor": 1.0, "norm_topk_prob": false, "scoring_func": "softmax",
             "rope_scaling": {"type": "yarn", "factor": 40}, "moe_layer_freq": 1, "first_k_dense_replace": 1, "attention_bias": false}
            """);

        ModelZoo.Find("deepseek-ai/DeepSeek-V2").Build(changes: ConfigFields.Empty().AddFile(file)).ParameterCount
            .ShouldBe(15_706_484_224 - (102400L * 2048));
    }

    [Theory]
    [InlineData("Qwen/Qwen3-30B-A3B", "num_experts_per_tok=129", "only 128")]
    [InlineData("Qwen/Qwen3-30B-A3B", "use_sliding_window=true", "expected false")]
    [InlineData("Qwen/Qwen3-30B-A3B", "mlp_only_layers=[a]", "numbers of layers")]
    [InlineData("openai/gpt-oss-20b", "swiglu_limit=5.0", "expected 7.0")]
    [InlineData("openai/gpt-oss-20b", "layer_types=[\"full_attention\"]", "expected one for each of the 24 layers")]
    [InlineData("deepseek-ai/DeepSeek-V3", "n_group=7", "cannot stand in 7 groups")]
    [InlineData("deepseek-ai/DeepSeek-V3", "topk_group=9", "9 of 8 groups")]
    [InlineData("deepseek-ai/DeepSeek-V3", "scoring_func=softmax", "expected sigmoid")]
    [InlineData("deepseek-ai/DeepSeek-V3", "num_key_value_heads=8", "one for each")]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E", "no_rope_layers=[1, 0]", "expected 48")]
    [InlineData("mistralai/Mixtral-8x7B-v0.1", "hidden_act=gelu", "expected silu")]
    public void Build_FieldThatCannotBe_IsRefused(string name, string change, string expected) =>
        Should.Throw<InputException>(() => Build(name, change)).Message.ShouldContain(expected);

    // Names and shapes as listed from the headers of the weights files (of DeepSeek-Coder-V2-Lite, which has V2-Lite's), of Mixtral from
    // an article, of gpt-oss and Llama 4 from the classes of Transformers.
    [Theory]
    [InlineData("deepseek-ai/DeepSeek-V2-Lite", 1, """
        input_layernorm.weight 2048
        self_attn.q_proj.weight 3072x2048
        self_attn.kv_a_proj_with_mqa.weight 576x2048
        self_attn.kv_a_layernorm.weight 512
        self_attn.kv_b_proj.weight 4096x512
        self_attn.o_proj.weight 2048x2048
        post_attention_layernorm.weight 2048
        mlp.gate.weight 64x2048
        mlp.experts.*.gate_proj.weight 64x1408x2048
        mlp.experts.*.up_proj.weight 64x1408x2048
        mlp.experts.*.down_proj.weight 64x2048x1408
        mlp.shared_experts.gate_proj.weight 2816x2048
        mlp.shared_experts.up_proj.weight 2816x2048
        mlp.shared_experts.down_proj.weight 2048x2816
        """)]
    [InlineData("mistralai/Mixtral-8x7B-v0.1", 0, """
        input_layernorm.weight 4096
        self_attn.q_proj.weight 4096x4096
        self_attn.k_proj.weight 1024x4096
        self_attn.v_proj.weight 1024x4096
        self_attn.o_proj.weight 4096x4096
        post_attention_layernorm.weight 4096
        block_sparse_moe.gate.weight 8x4096
        block_sparse_moe.experts.*.w1.weight 8x14336x4096
        block_sparse_moe.experts.*.w3.weight 8x14336x4096
        block_sparse_moe.experts.*.w2.weight 8x4096x14336
        """)]
    [InlineData("openai/gpt-oss-20b", 3, """
        input_layernorm.weight 2880
        self_attn.q_proj.weight 4096x2880
        self_attn.q_proj.bias 4096
        self_attn.k_proj.weight 512x2880
        self_attn.k_proj.bias 512
        self_attn.v_proj.weight 512x2880
        self_attn.v_proj.bias 512
        self_attn.sinks 64
        self_attn.o_proj.weight 2880x4096
        self_attn.o_proj.bias 2880
        post_attention_layernorm.weight 2880
        mlp.router.weight 32x2880
        mlp.router.bias 32
        mlp.experts.gate_up_proj 32x2880x5760
        mlp.experts.gate_up_proj_bias 32x5760
        mlp.experts.down_proj 32x2880x2880
        mlp.experts.down_proj_bias 32x2880
        """)]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E", 7, """
        input_layernorm.weight 5120
        self_attn.q_proj.weight 5120x5120
        self_attn.k_proj.weight 1024x5120
        self_attn.v_proj.weight 1024x5120
        self_attn.o_proj.weight 5120x5120
        post_attention_layernorm.weight 5120
        feed_forward.shared_expert.gate_proj.weight 8192x5120
        feed_forward.shared_expert.up_proj.weight 8192x5120
        feed_forward.shared_expert.down_proj.weight 5120x8192
        feed_forward.router.weight 16x5120
        feed_forward.experts.gate_up_proj 16x5120x16384
        feed_forward.experts.down_proj 16x8192x5120
        """)]
    public void StoredTensors_OneLayer_HaveTheNamesAndShapesOfTheFiles(string name, int layer, string listing)
    {
        string prefix = FormattableString.Invariant($"model.layers.{layer}.");

        ModelZoo.Find(name + ":lm-head").Build().StoredTensors
            .Where(tensor => tensor.Role == TensorRole.Parameter && tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(tensor => $"{tensor.Name[prefix.Length..]} {tensor.Shape}").Order(StringComparer.Ordinal)
            .ShouldBe(listing.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal));
    }

    private static Graph Build(string name, params string[] changes) =>
        ModelZoo.Find(name).Build(new Workload { FloatType = DataType.Float32 },
            changes.Aggregate(ConfigFields.Empty(), (fields, change) => fields.AddPair(change)));

    private static NodeCounts Root(string name, Workload? workload = null)
    {
        GraphView view = GraphView.Full(ModelZoo.Find(name).Build(workload));
        return view.CountsOf(view.Tree.Root);
    }

    private static long Flops(Graph graph) => graph.Operators.Sum(op => CountingRules.JouleTree.Count(op)!.Value.Flops);
}
