using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>What people have on disk: the config.json files of models that also have a name.</summary>
public sealed class PublicConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. PublicConfigs.Texts.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_PublicConfiguration_IsCountedAsTheName(string name)
    {
        ZooModel named = ModelZoo.Find(name);
        ZooModel read = Read(PublicConfigs.Texts[name]);

        CountsOf(read).ShouldBe(CountsOf(named));
        int longest = (named.Describe().ContextLength ?? 999) - 1;
        Workload decode = new() { Phase = GenerationPhase.Decode, PastLength = Math.Min(5000, longest) };
        if (named.Family.Generates)
            CountsOf(read.With(TaskHead.LMHead), decode).ShouldBe(CountsOf(named.With(TaskHead.LMHead), decode));
        read.Build().Notes.ShouldBe(name.EndsWith("Base-2501", StringComparison.Ordinal)
            ? ["of the configuration only text_config is counted; vision_config and what joins the parts are not"]
            : []);
    }

    [Fact]
    public void Read_Gemma3WithImages_HasTheTextPartOfThePublishedTotal()
    {
        ZooModel model = Read(
            """
            {"architectures": ["Gemma3ForConditionalGeneration"], "boi_token_index": 255999, "eoi_token_index": 256000,
             "eos_token_id": [1, 106], "image_token_index": 262144, "initializer_range": 0.02, "mm_tokens_per_image": 256,
             "model_type": "gemma3", "text_config": {"hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text",
             "num_hidden_layers": 34, "rope_scaling": {"factor": 8.0, "rope_type": "linear"}, "sliding_window": 1024},
             "torch_dtype": "bfloat16", "transformers_version": "4.50.0.dev0", "vision_config": {"hidden_size": 1152, "image_size": 896,
             "intermediate_size": 4304, "model_type": "siglip_vision_model", "num_attention_heads": 16, "num_hidden_layers": 27,
             "patch_size": 14, "vision_use_head": false}}
            """);

        // 4,300,079,472 in the weights files of google/gemma-3-4b-it, less the vision tower and what joins it.
        model.Build().ParameterCount.ShouldBe(4_300_079_472 - 416_866_032 - (1152 * 2560) - 1152);
        model.Describe().ContextLength.ShouldBe(131072);
    }

    [Theory]
    // As newer versions write it: a list of layers instead of a pattern.
    [InlineData("\"layer_types\": [\"sliding_attention\", \"full_attention\", \"sliding_attention\", \"full_attention\"]")]
    [InlineData("\"layer_types\": null")]
    public void Read_ListOfLayers_IsAsThePattern(string types)
    {
        const string fields = "\"model_type\": \"gemma2\", \"num_hidden_layers\": 4, \"sliding_window\": 16";
        Workload decode = new() { Phase = GenerationPhase.Decode, PastLength = 100 };

        NodeCounts patterned = CountsOf(Read($$"""{ {{fields}} }"""), decode);

        CountsOf(Read($$"""{ {{fields}}, {{types}} }"""), decode).ShouldBe(patterned);
        const string full = "\"full_attention\"";
        CountsOf(Read($$"""{ {{fields}}, "layer_types": [{{full}}, {{full}}, {{full}}, {{full}}] }"""), decode).ShouldNotBe(patterned);
    }

    [Fact]
    public void Read_LateWindows_AreThoseOfTheLayersBehindTheFirst()
    {
        const string fields = "\"model_type\": \"qwen2\", \"num_hidden_layers\": 4, \"sliding_window\": 16, \"use_sliding_window\"";
        Workload decode = new() { Phase = GenerationPhase.Decode, PastLength = 100 };
        long all = Bytes("false");

        Bytes("true, \"max_window_layers\": 4").ShouldBe(all);
        long one = all - Bytes("true, \"max_window_layers\": 3");
        one.ShouldBeGreaterThan(0);
        // The first and the second window cost a mask once; every layer saves the same.
        long two = all - Bytes("true, \"max_window_layers\": 2");
        (all - Bytes("true, \"max_window_layers\": 1")).ShouldBe(two + (two - one));

        long Bytes(string used) => CountsOf(Read($$"""{ {{fields}}: {{used}} }"""), decode).Bytes!.Value;
    }

    private ZooModel Read(string text) => ConfigFile.Read(_folder.Write("config.json", text));

    private static NodeCounts CountsOf(ZooModel model, Workload? workload = null)
    {
        GraphView view = GraphView.Full(model.Build(workload));
        return view.CountsOf(view.Tree.Root);
    }
}
