using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>Types in which models are published: by their names, by their families, and as configurations state them.</summary>
public class PublishedTypesTests
{
    // Identifiers of models whose deployments were measured (ML.ENERGY benchmark, versions of 2025 and of 2024).
    public static TheoryData<string> Deployed =>
    [
        "Qwen/Qwen3-235B-A22B-Instruct-2507", "Qwen/Qwen3-235B-A22B-Instruct-2507-FP8", "Qwen/Qwen3-235B-A22B-Thinking-2507",
        "Qwen/Qwen3-235B-A22B-Thinking-2507-FP8", "Qwen/Qwen3-30B-A3B-Instruct-2507", "Qwen/Qwen3-30B-A3B-Thinking-2507",
        "Qwen/Qwen3-32B", "Qwen/Qwen3-8B", "Qwen/Qwen3-14B", "Qwen/Qwen3-Coder-30B-A3B-Instruct", "Qwen/Qwen3-Coder-480B-A35B-Instruct",
        "Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8", "google/gemma-3-12b-it", "google/gemma-3-27b-it",
        "meta-llama/Llama-3.1-405B-Instruct", "meta-llama/Llama-3.1-405B-Instruct-FP8", "meta-llama/Llama-3.1-70B-Instruct",
        "meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
        "meta-llama/Llama-4-Scout-17B-16E-Instruct", "nvidia/NVIDIA-Nemotron-Nano-12B-v2", "nvidia/NVIDIA-Nemotron-Nano-9B-v2",
        "openai/gpt-oss-20b", "openai/gpt-oss-120b", "deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-V3.1",
        "mistralai/Mixtral-8x22B-Instruct-v0.1", "google/codegemma-1.1-2b", "mistralai/Mixtral-8x7B-Instruct-v0.1",
        "google/gemma-2-2b-it", "mistralai/Mistral-Large-Instruct-2407", "google/codegemma-7b", "meta-llama/Meta-Llama-3.1-8B-Instruct",
        "bigcode/starcoder2-3b", "bigcode/starcoder2-7b", "codellama/CodeLlama-34b-hf", "codellama/CodeLlama-70b-hf",
        "codellama/CodeLlama-7b-hf", "google/gemma-2-27b-it", "bigcode/starcoder2-15b", "mistralai/Mistral-Nemo-Instruct-2407",
        "microsoft/Phi-3-medium-4k-instruct", "microsoft/Phi-3-mini-4k-instruct", "microsoft/Phi-3-small-8k-instruct",
        "meta-llama/Meta-Llama-3.1-405B-Instruct",
    ];

    [Theory]
    [MemberData(nameof(Deployed))]
    public void TryFind_DeployedModels_HaveANameAndCountInDecode(string name)
    {
        GraphView view = GraphView.Full(ModelZoo.Find(name + ":lm-head").Build(
            new Workload { BatchSize = 8, PastLength = 100, Phase = GenerationPhase.Decode, Attention = AttentionForm.Fused }));

        view.Uncounted.ShouldBeEmpty();
        view.CountsOf(view.Tree.Root).ActiveParameters.ShouldBeInRange(1, view.CountsOf(view.Tree.Root).Parameters);
    }

    [Theory]
    [InlineData("openai/gpt-oss-20b:lm-head", 12.8)]
    [InlineData("openai/gpt-oss-120b:lm-head", 60.8)]
    public void WeightBytes_GptOss_AreThoseOfItsCheckpoints(string name, double gibibytes)
    {
        // «Checkpoint size» in table 1 of the model card (OpenAI, 2025).
        NodeCounts counts = Root(name);

        (counts.WeightBytes / (double)(1L << 30)).ShouldBe(gibibytes, 0.06);
    }

    [Fact]
    public void Build_DeepSeek_HasOneScaleForEachSquareOf128()
    {
        Graph graph = ModelZoo.Find("deepseek-ai/DeepSeek-V3:lm-head").Build();
        Tensor[] narrow = [.. graph.StoredTensors.Where(tensor => tensor.Format is { IsWide: false })];

        narrow.ShouldAllBe(tensor => tensor.TypeName == "float8:block=128");
        // As in the listing of its files: 41,540,496 scales of 32 bits, of which the layer that is not counted has its share.
        long scales = narrow.Sum(tensor => tensor.Bytes - tensor.Elements) / 4;
        scales.ShouldBe(narrow.Sum(tensor => tensor.Elements / Rows(tensor) / Columns(tensor)
            * ((Rows(tensor) + 127) / 128) * ((Columns(tensor) + 127) / 128)));
        graph.StoredTensors.Where(tensor => tensor.Name.EndsWith("mlp.gate.weight", StringComparison.Ordinal))
            .ShouldAllBe(tensor => tensor.TypeName == "bfloat16");

        static long Rows(Tensor tensor) => tensor.Shape![^2];

        static long Columns(Tensor tensor) => tensor.Shape![^1];
    }

    [Theory]
    [InlineData("Qwen/Qwen3-32B-FP8", "Qwen/Qwen3-32B-FP8", "weights float8:block=128:scale=bfloat16, activations float8:group=128")]
    [InlineData("qwen3-8b-fp8:lm-head", "Qwen/Qwen3-8B-FP8:lm-head", "weights float8:block=128:scale=bfloat16")]
    [InlineData("RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic", "meta-llama/Llama-3.1-8B-FP8-dynamic", "weights float8, activations float8")]
    [InlineData("Qwen/Qwen2.5-7B-AWQ", "Qwen/Qwen2.5-7B-AWQ", "weights int4:group=128:zeros, activations float16")]
    [InlineData("Qwen/Qwen2.5-7B-GPTQ-Int8", "Qwen/Qwen2.5-7B-GPTQ-Int8", "weights int8:group=128:zeros, activations float16")]
    [InlineData("bert-base-uncased-NVFP4", "bert-base-uncased-NVFP4", "weights nvfp4")]
    public void Find_NameWithATypeBehind_IsTheModelInThatType(string name, string found, string types)
    {
        ZooModel model = ModelZoo.Find(name);
        Graph graph = model.Build();

        model.Name.ShouldBe(found);
        graph.Types!.ToString().ShouldStartWith(types);
        graph.ParameterCount.ShouldBe(
            ModelZoo.Find(model.ConfigurationName + (model.Head == TaskHead.None ? "" : ":lm-head")).Build().ParameterCount);
    }

    [Theory]
    [InlineData("google/gemma-3-27b-it", true)]
    [InlineData("google/gemma-3-1b-it", false)]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E-Instruct", true)]
    [InlineData("meta-llama/Llama-3.1-8B", false)]
    public void Build_ModelWithAVisionTower_SaysThatItIsNotCounted(string name, bool hasOne) =>
        ModelZoo.Find(name).Build().Notes.Any(note => note.Contains("vision tower", StringComparison.Ordinal)).ShouldBe(hasOne);

    [Fact]
    public void Find_SuffixOfNoModel_IsNotFound()
    {
        ModelZoo.TryFind("Qwen/Qwen3-99B-FP8").ShouldBeNull();
        ModelZoo.TryFind("-FP8").ShouldBeNull();
    }

    [Fact]
    public void Build_Llama405InMetasFloat8_LeavesAttentionsAndTheOuterLayersAsTheyAre()
    {
        Graph graph = ModelZoo.Find("meta-llama/Llama-3.1-405B-Instruct-FP8").Build();

        foreach (Tensor tensor in graph.StoredTensors.Where(tensor => tensor.Name.EndsWith("_proj.weight", StringComparison.Ordinal)))
        {
            bool isNarrow = tensor.Name.Contains(".mlp.", StringComparison.Ordinal)
                && !tensor.Name.StartsWith("layers.0.", StringComparison.Ordinal)
                && !tensor.Name.StartsWith("layers.125.", StringComparison.Ordinal);
            tensor.TypeName.ShouldBe(isNarrow ? "float8" : "bfloat16", tensor.Name);
        }
    }

    [Fact]
    public void Build_TypesThatAreAskedFor_WinOverPublishedOnes()
    {
        ZooModel model = ModelZoo.Find("openai/gpt-oss-20b");

        model.Build(new Workload { FloatType = DataType.Float32 }).IsNarrow.ShouldBeFalse();
        model.Build(NumberTypeText.Apply(new Workload(), null, null, null, "float8")).Types!.ToString()
            .ShouldBe("weights mxfp4, activations bfloat16, kept keys float8");
        model.Build(NumberTypeText.Apply(new Workload(), null, "int8", null, null)).Types!.Weights.Name.ShouldBe("int8");
    }

    [Theory]
    [InlineData("""{"quant_method": "awq", "bits": 4, "group_size": 64, "zero_point": true, "version": "gemm"}""",
        "weights int4:group=64:zeros, activations float16, kept keys float16")]
    [InlineData("""{"quant_method": "gptq", "bits": 8, "group_size": -1, "desc_act": false, "sym": true}""", "weights int8:zeros, activations")]
    [InlineData("""{"quant_method": "gptq", "bits": 4, "group_size": 128, "desc_act": true}""", "weights int4:group=128:zeros:order")]
    [InlineData("""{"quant_method": "fp8", "activation_scheme": "dynamic", "fmt": "e4m3", "weight_block_size": [128, 128]}""",
        "weights float8:block=128, activations float8:group=128, kept keys bfloat16, all else bfloat16")]
    [InlineData("""{"quant_method": "fp8", "activation_scheme": "static"}""", "weights float8, activations float8")]
    [InlineData("""{"quant_method": "fbgemm_fp8", "activation_scale_ub": 1200.0, "modules_to_not_convert": ["lm_head"]}""",
        "weights float8, activations float8")]
    [InlineData("""{"quant_method": "mxfp4", "modules_to_not_convert": ["model.layers.*.self_attn"]}""",
        "weights mxfp4, activations bfloat16")]
    [InlineData("""{"quant_method": "modelopt", "quant_algo": "NVFP4", "kv_cache_quant_algo": "FP8", "exclude_modules": ["lm_head"]}""",
        "weights nvfp4, activations nvfp4, kept keys float8")]
    [InlineData("""
        {"quant_method": "compressed-tensors", "format": "pack-quantized", "ignore": ["lm_head", "re:.*self_attn.*"], "config_groups":
        {"group_0": {"targets": ["Linear"], "input_activations": null, "weights":
        {"num_bits": 4, "type": "int", "symmetric": true, "strategy": "group", "group_size": 32}}}}
        """, "weights int4:group=32, activations bfloat16")]
    [InlineData("""
        {"quant_method": "compressed-tensors", "format": "float-quantized", "ignore": ["lm_head"], "config_groups":
        {"group_0": {"targets": ["Linear"], "input_activations": {"num_bits": 8, "type": "float", "strategy": "token", "dynamic": true},
        "weights": {"num_bits": 8, "type": "float", "strategy": "channel"}}}}
        """, "weights float8:scale=bfloat16, activations float8:scale=bfloat16")]
    public void Build_ConfigurationWithQuantization_HonoursIt(string quantization, string types)
    {
        Graph graph = Configured(quantization);

        graph.Types!.ToString().ShouldStartWith(types);
        graph.StoredTensors.Single(tensor => tensor.Name == "layers.0.mlp.up_proj.weight").TypeName.ShouldBe(graph.Types.Weights.Name);
        bool isLeftOut = quantization.Contains("self_attn", StringComparison.Ordinal);
        graph.StoredTensors.Single(tensor => tensor.Name == "layers.0.self_attn.q_proj.weight").TypeName
            .ShouldBe(isLeftOut ? "bfloat16" : graph.Types.Weights.Name);
    }

    [Theory]
    [InlineData("""{"bits": 4}""", "quant_method")]
    [InlineData("""{"quant_method": "exl3"}""", "is 'exl3', expected awq")]
    [InlineData("""{"quant_method": "awq", "bits": 3}""", "is 3, expected 4 or 8")]
    [InlineData("""{"quant_method": "awq", "bits": "four"}""", "expected a whole number")]
    [InlineData("""{"quant_method": "fp8", "weight_block_size": [128, 64]}""", "expected two equal sizes")]
    [InlineData("""{"quant_method": "compressed-tensors", "config_groups": {}}""", "has 0 groups, expected one")]
    [InlineData("""{"quant_method": "modelopt", "quant_algo": "W4A8"}""", "expected FP8 or NVFP4")]
    public void Build_QuantizationThatIsNotKnown_IsRefusedWithItsField(string quantization, string message) =>
        Should.Throw<InputException>(() => Configured(quantization)).Message.ShouldContain(message);

    private static Graph Configured(string quantization)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("config.json", $$"""
            {"model_type": "llama", "hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 2, "num_attention_heads": 4,
            "vocab_size": 100, "torch_dtype": {{(quantization.Contains("\"awq\"", StringComparison.Ordinal)
                || quantization.Contains("\"gptq\"", StringComparison.Ordinal) ? "\"float16\"" : "\"bfloat16\"")}},
            "quantization_config": {{quantization}}}
            """);
        return ConfigFile.Read(new InputFile(path)).Build();
    }

    private static NodeCounts Root(string name)
    {
        GraphView view = GraphView.Full(ModelZoo.Find(name).Build());
        return view.CountsOf(view.Tree.Root);
    }
}
