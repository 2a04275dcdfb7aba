using JouleTree.Core.Errors;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;
using Item = JouleTree.Testing.WeightFiles.Item;

namespace JouleTree.Graphs.Tests.Weights.Safetensors;

public sealed class QuantizedLayoutsTests : IDisposable
{
    // Of each layer beside what counts: a shape or two scales of activations, and the state of bitsandbytes' packing.
    private const long BesidePerLayer = 84;

    private const string Awq = """{"quant_method": "awq", "bits": 4, "group_size": 128, "zero_point": true, "version": "gemm"}""";
    private const string Gptq = """{"quant_method": "gptq", "bits": 4, "group_size": 128, "desc_act": true}""";
    private const string Packed8 =
        """
        {"quant_method": "compressed-tensors", "format": "pack-quantized", "ignore": ["lm_head"], "config_groups": {"group_0":
        {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "int", "strategy": "channel", "symmetric": true}}}}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("awq", "int4:group=128:zeros", Awq)]
    [InlineData("awq", "int4:group=128:zeros", null)]
    [InlineData("gptq", "int4:group=128:zeros:order", Gptq)]
    [InlineData("gptq8", "int8:group=128:zeros:order", null)]
    [InlineData("packed", "int4:group=128", null)]
    [InlineData("packed8", "int8", Packed8)]
    [InlineData("int8", "int8", null)]
    [InlineData("fp8-tensor", "float8:tensor", null)]
    [InlineData("fp8-channel", "float8", null)]
    [InlineData("fp8-block", "float8:block=128", null)]
    [InlineData("nvfp4", "nvfp4", null)]
    [InlineData("nvfp4-packed", "nvfp4", null)]
    [InlineData("mxfp4-packed", "mxfp4", null)]
    [InlineData("nf4", "nf4:group=64", null)]
    [InlineData("nf4-nested", "nf4:group=64", null)]
    [InlineData("mlx", "int4:group=64:biases", null)]
    [InlineData("llm-int8", "int8:scale=float32", null)]
    public void Open_FolderInALayout_CountsItsBytes(string layout, string type, string? configured)
    {
        IReadOnlyList<Item> items = TinyFolder.Items((name, outputs, inputs) => TinyFolder.In(layout, name, outputs, inputs));
        ZooModel model = ModelFiles.Open(TinyFolder.Write(_folder, items, configured)).With(TaskHead.LMHead);

        Graph graph = model.Build();

        Tensor[] layers = [.. Weights(graph).Where(tensor => tensor.Name.EndsWith("_proj.weight", StringComparison.Ordinal))];
        layers.Select(tensor => tensor.TypeName).Distinct().ShouldBe([type]);
        Weights(graph).Except(layers).ShouldAllBe(tensor => tensor.TypeName == "bfloat16");
        graph.Types!.Weights.Name.ShouldBe(type);
        graph.Matched!.Missing.ShouldBeEmpty();
        graph.Matched.Surplus.ShouldBeEmpty();
        graph.Matched.Bytes.ShouldBe(items.Sum(item => item.Bytes));
        long beside = graph.Matched.Bytes - Weights(graph).Sum(tensor => tensor.Bytes);
        beside.ShouldBeInRange(0, BesidePerLayer * layers.Length);
        graph.ParameterCount.ShouldBe(ModelFiles.Open(_folder.File("model.safetensors")).With(TaskHead.LMHead)
            .Build(new Workload { FloatType = DataType.Float32 }).ParameterCount);
    }

    [Fact]
    public void Open_SeveralLayoutsInOneModel_EachWeightHasItsOwn()
    {
        IReadOnlyList<Item> items = TinyFolder.Items((name, outputs, inputs) => name.Contains("mlp", StringComparison.Ordinal)
            ? TinyFolder.In("packed", name, outputs, inputs)
            : name.EndsWith("k_proj", StringComparison.Ordinal) ? TinyFolder.Plain(name, outputs, inputs)
            : TinyFolder.In("fp8-channel", name, outputs, inputs));
        Graph graph = ModelFiles.Open(TinyFolder.Write(_folder, items, """
            {"quant_method": "compressed-tensors", "config_groups": {"a": {}, "b": {}}}
            """)).Build();

        TypeOf(graph, "layers.1.mlp.up_proj.weight").ShouldBe("int4:group=128");
        TypeOf(graph, "layers.1.self_attn.k_proj.weight").ShouldBe("bfloat16");
        TypeOf(graph, "layers.1.self_attn.o_proj.weight").ShouldBe("float8");
        graph.Notes.ShouldContain(note => note.StartsWith("quantization_config is not read", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_TypesInModelOptsOwnFile_AreThoseOfActivationsAndKeptKeys()
    {
        TinyFolder.Write(_folder, TinyFolder.Items((name, outputs, inputs) => TinyFolder.In("fp8-tensor", name, outputs, inputs)));
        _folder.Write("hf_quant_config.json", """
            {"producer": {"name": "modelopt", "version": "0.27.1"},
             "quantization": {"quant_algo": "FP8", "kv_cache_quant_algo": "FP8", "exclude_modules": ["lm_head"]}}
            """);

        Graph graph = ModelFiles.Open(_folder.Path).Build();

        graph.Types!.Activations!.Name.ShouldBe("float8");
        graph.Types.Kept!.Name.ShouldBe("float8");
        TypeOf(graph, "layers.1.self_attn.o_proj.weight").ShouldBe("float8:tensor");
        graph.Notes.ShouldNotContain(note => note.Contains("quantization_config", StringComparison.Ordinal));
    }

    [Fact]
    public void Build_LayoutThatIsNotKnown_IsRefusedWithItsParts()
    {
        string folder = TinyFolder.Write(_folder, TinyFolder.Items((name, outputs, inputs) =>
            [new(name + ".codes", "U8", outputs, inputs / 8), new(name + ".codebooks", "F16", 256, 8)]));

        string message = Should.Throw<InputException>(() => ModelFiles.Open(folder).Build()).Message;

        message.ShouldContain("model.layers.0.self_attn.q_proj: has codes, codebooks, a layout of a weight that is not known");
        ModelFiles.Open(folder).Build(NumberTypeText.Apply(new Workload(), null, "int4", null, null)).Types!.Weights.Name.ShouldBe("int4");
    }

    private static IEnumerable<Tensor> Weights(Graph graph) => graph.StoredTensors.Where(tensor => tensor.Role == TensorRole.Parameter);

    private static string TypeOf(Graph graph, string name) => graph.StoredTensors.First(tensor => tensor.Name == name).TypeName;
}
