using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

public sealed class ConfigFileTests : IDisposable
{
    // A Llama that is built in a moment.
    private const string Small =
        """
        "model_type": "llama", "vocab_size": 100, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 256
        """;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Described =>
        [.. ModelZoo.Families.Where(family => family.TakesConfigurations).SelectMany(family => family.Models).Select(model => model.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Described))]
    public void Read_FieldsOfANamedModel_IsCountedAsTheName(string name)
    {
        ZooModel named = ModelZoo.Find(name);
        ZooModel read = Read(ConfigText(named));

        read.Family.ShouldBe(named.Family);
        // Published types are of the name, or of the file's quantization_config.
        Workload plain = new() { FloatType = DataType.Float32 };
        CountsOf(read, plain).ShouldBe(CountsOf(named, plain));
        if (named.Family.Heads.Contains(TaskHead.LMHead))
            CountsOf(read.With(TaskHead.LMHead), plain).ShouldBe(CountsOf(named.With(TaskHead.LMHead), plain));
        int longest = (named.Describe().ContextLength ?? 999) - 1;
        Workload decode = plain with { Phase = GenerationPhase.Decode, PastLength = Math.Min(5000, longest) };
        if (named.Family.Generates)
            CountsOf(read, decode).ShouldBe(CountsOf(named, decode));
    }

    [Fact]
    public void Families_WithoutAConfigurationClassAtHuggingFace_AreTheFew() =>
        ModelZoo.Families.Where(family => !family.TakesConfigurations).Select(family => family.Name)
            .ShouldBe(["AlexNet", "DenseNet", "GoogLeNet", "LeNet", "SqueezeNet", "VGG"]);

    [Theory]
    // Heads of keys and values follow the others, heads share the hidden size, and 32 layers are the class's default.
    [InlineData("llama", "\"hidden_size\": 512, \"intermediate_size\": 1024, \"num_attention_heads\": 8, \"vocab_size\": 1000",
        (1000 * 512) + (32 * ((4 * 512 * 512) + (3 * 512 * 1024) + (2 * 512))) + 512)]
    // MistralConfig has 8 heads of keys and values where it says nothing, of its 32.
    [InlineData("mistral", "\"hidden_size\": 512, \"intermediate_size\": 1024, \"vocab_size\": 1000, \"num_hidden_layers\": 2",
        (1000 * 512) + (2 * ((2 * 512 * 512) + (2 * 512 * 128) + (3 * 512 * 1024) + (2 * 512))) + 512)]
    // Qwen2Config has 32, and biases on queries, keys and values.
    [InlineData("qwen2", "\"hidden_size\": 512, \"intermediate_size\": 1024, \"vocab_size\": 1000, \"num_hidden_layers\": 2",
        (1000 * 512) + (2 * ((4 * 512 * 512) + (3 * 512) + (3 * 512 * 1024) + (2 * 512))) + 512)]
    public void Read_AbsentFields_HaveTheDefaultsOfTheConfigurationClass(string type, string fields, long parameters) =>
        Read($$"""{"model_type": "{{type}}", {{fields}}}""").Build().ParameterCount.ShouldBe(parameters);

    [Fact]
    public void Read_NullWhereNoneIsMeant_IsNone()
    {
        const string fields = "\"hidden_size\": 512, \"vocab_size\": 1000, \"num_hidden_layers\": 2";
        Workload decode = new() { Phase = GenerationPhase.Decode, PastLength = 6000 };

        Kept("null").ShouldBeGreaterThan(Kept("4096"));
        Kept("4096").ShouldBe(CountsOf(Read($$"""{"model_type": "mistral", {{fields}}}"""), decode).Bytes!.Value);
        // Without heads of keys and values of their own there are as many as others.
        Read($$"""{"model_type": "mistral", {{fields}}, "num_key_value_heads": null}""").Build().ParameterCount
            .ShouldBeGreaterThan(Read($$"""{"model_type": "mistral", {{fields}}}""").Build().ParameterCount);

        long Kept(string window) =>
            CountsOf(Read($$"""{"model_type": "mistral", {{fields}}, "sliding_window": {{window}}}"""), decode).Bytes!.Value;
    }

    [Fact]
    public void Read_TypedValue_WinsOverAnotherNameOfTheField()
    {
        ZooModel file = Read("""{"model_type": "gpt2", "n_layer": 12, "n_embd": 64, "n_head": 4, "vocab_size": 100}""");

        file.Build(changes: ConfigFields.Empty().AddPair("num_hidden_layers=1")).ParameterCount
            .ShouldBe(file.Build(changes: ConfigFields.Empty().AddPair("n_layer=1")).ParameterCount);
    }

    [Theory]
    [InlineData("\"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}", 3)]
    [InlineData("\"num_labels\": 5", 5)]
    [InlineData("\"id2label\": null", 2)]
    public void Read_Labels_AreCountedByTheirNames(string labels, int count)
    {
        ZooModel model = Read($$"""{ {{Small}}, {{labels}} }""");

        model.With(TaskHead.SequenceClassification).Build().ParameterCount.ShouldBe(model.Build().ParameterCount + (count * 64));
    }

    [Fact]
    public void Read_HeadWithoutSharedWeights_HasItsOwn()
    {
        const string bert = """
            "model_type": "bert", "hidden_size": 64, "num_attention_heads": 4, "intermediate_size": 64, "num_hidden_layers": 1,
            "vocab_size": 50
            """;
        long tied = Read($$"""{ {{bert}} }""").With(TaskHead.MaskedLM).Build().ParameterCount;

        Read($$"""{ {{bert}}, "tie_word_embeddings": false }""").With(TaskHead.MaskedLM).Build().ParameterCount.ShouldBe(tied + (50 * 64));
    }

    [Fact]
    public void Read_SeveralParts_TakesTheTextAndSaysSo()
    {
        ZooModel model = Read(
            """
            {"architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3", "mm_tokens_per_image": 256,
             "image_token_index": 262144, "text_config": {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 6,
             "rope_scaling": {"factor": 8.0, "rope_type": "linear"}, "sliding_window": 8, "vocab_size": 100},
             "vision_config": {"hidden_size": 1152, "num_hidden_layers": 27}}
            """);

        model.Family.Name.ShouldBe("Gemma 3");
        model.Build().Notes.ShouldBe(["of the configuration only text_config is counted; vision_config and what joins the parts are not"]);
    }

    [Theory]
    [InlineData("{\"_name_or_path\": \"my-org/tiny.llama-1\", X}", "config.json", "my-org/tiny.llama-1")]
    [InlineData("{\"_name_or_path\": \"/home/somebody/model\", X}", "tiny.json", "tiny")]
    [InlineData("{\"_name_or_path\": \"../model\", X}", "tiny.json", "tiny")]
    [InlineData("{\"_name_or_path\": 7, X}", "tiny.json", "tiny")]
    public void Read_Name_IsThePlainOneOrThatOfTheFile(string text, string file, string name) =>
        ConfigFile.Read(_folder.Write(file, text.Replace("X", Small, StringComparison.Ordinal))).Name.ShouldBe(name);

    [Fact]
    public void Read_FileCalledConfig_IsNamedByItsFolder() =>
        Read($$"""{ {{Small}} }""").Name.ShouldBe(Path.GetFileName(_folder.Path));

    [Theory]
    [InlineData("trees.json", "{\"model_name\": \"x\", \"batch_size\": 1, \"frontend_tree\": {}}", false)]
    [InlineData("config.json", "{\"model_type\": \"llama\"}", true)]
    [InlineData("config.json", "{\"hidden_size\": 3}", true)]
    [InlineData("config.json", "[1, 2]", true)]
    [InlineData("config.txt", "{\"model_type\": \"llama\"}", false)]
    public void IsOne_File_GoesByItsNameAndContent(string name, string text, bool isOne) =>
        ConfigFile.IsOne(_folder.Write(name, text)).ShouldBe(isOne);

    [Fact]
    public void Part_ObjectsInside_AreReadWithPlacesOfTheirOwn()
    {
        ConfigFields fields = ConfigFields.Empty().AddFile(_folder.Write("config.json",
            """
            {"torch_dtype": "bfloat16", "quantization_config": {"quant_method": "gptq", "bits": 4, "dynamic": {"x": 1}, "sym": "yes"}}
            """));
        ConfigFields quantized = fields.Part("quantization_config")!;

        fields.Word("dtype", "torch_dtype").ShouldBe("bfloat16");
        quantized.Word("quant_method").ShouldBe("gptq");
        quantized.Size(8, "bits").ShouldBe(4);
        quantized.Part("dynamic")!.Size(0, "x").ShouldBe(1);
        quantized.Part("nothing").ShouldBeNull();
        Should.Throw<InputException>(() => quantized.Flag(true, "sym")).Message
            .ShouldEndWith("config.json: field 'quantization_config.sym': is the text 'yes', expected true or false");
    }

    private ZooModel Read(string text) => ConfigFile.Read(_folder.Write("config.json", text));

    private static NodeCounts CountsOf(ZooModel model, Workload workload)
    {
        GraphView view = GraphView.Full(model.Build(workload));
        return view.CountsOf(view.Tree.Root);
    }

    private static string ConfigText(ZooModel model)
    {
        Dictionary<string, object?> fields = new() { ["model_type"] = model.Family.ModelType };
        foreach ((string name, object? value) in model.Describe().Fields)
            fields[name] = value;
        return JsonSerializer.Serialize(fields);
    }
}
