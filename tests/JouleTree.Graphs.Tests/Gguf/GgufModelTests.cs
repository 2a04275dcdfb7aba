using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs.Gguf;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Gguf;

/// <summary>Files of every architecture: the network that they describe has a place for each of their tensors, and lacks none.</summary>
public sealed class GgufModelTests
{
    private static readonly GgufSizes Small = new(2, 256, 4, 2, 512, 300, HeadSize: 64);

    /// <summary>Architectures by their name in files.</summary>
    public static TheoryData<string> Names => [.. GgufSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_EveryArchitecture_MatchesEveryTensor(string name)
    {
        GgufWriter file = GgufSamples.All[name];

        Graph graph = Open(file).Build(new Workload { SequenceLength = 4 });

        graph.Matched.ShouldNotBeNull();
        graph.Matched.Missing.ShouldBeEmpty();
        graph.Matched.Surplus.ShouldBeEmpty();
        graph.ParameterCount.ShouldBe(file.Tensors.Where(tensor => !tensor.Name.StartsWith("rope", StringComparison.Ordinal))
            .Sum(tensor => tensor.Sizes.Aggregate(1L, (all, size) => all * size)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_EveryArchitecture_HasTheBytesOfItsTensors(string name)
    {
        ZooModel model = Open(GgufSamples.All[name]);
        Graph graph = model.Build(new Workload { SequenceLength = 4 });

        HashSet<Tensor> weights = [.. graph.Operators.SelectMany(op => op.Inputs).Where(tensor => tensor.Role == TensorRole.Parameter)
            .Select(tensor => tensor.Storage).Concat(graph.UnusedParameters)];
        weights.Sum(tensor => tensor.Bytes).ShouldBe(model.Weights!.All
            .Where(tensor => !tensor.Name.EndsWith("inv_freq", StringComparison.Ordinal)).Sum(tensor => tensor.Bytes));
    }

    [Fact]
    public void All_EveryArchitecture_HasASample() =>
        GgufArchitectures.All.Select(known => known.Name).Except(GgufSamples.All.Values.Select(ArchitectureOf)).ShouldBeEmpty();

    [Fact]
    public void Open_TypesOfTensors_AreThoseOfTheirWeights()
    {
        GgufWriter file = new GgufModels("llama", Small) { TypeOf = GgufModels.Q4KM(2) }.Llama("Typed");

        Graph graph = Open(file).Build(new Workload { SequenceLength = 4 });

        TypeOf(graph, "model.layers.0.self_attn.q_proj.weight").ShouldBe("q4_K");
        TypeOf(graph, "lm_head.weight").ShouldBe("q6_K");
        TypeOf(graph, "model.norm.weight").ShouldBe("float32");
        graph.Workload.FloatType.ShouldBe(DataType.Float16);
    }

    [Fact]
    public void Open_WithoutOutputLayer_SharesTheWords()
    {
        ZooModel model = Open(new GgufModels("qwen2", Small).Llama("Tied", isTied: true, bias: true));

        model.Head.ShouldBe(TaskHead.LMHead);
        model.Build(new Workload { SequenceLength = 4 }).Matched!.Missing.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Meta Llama 3.1 8B Instruct", "Meta-Llama-3.1-8B-Instruct")]
    [InlineData("../../etc/passwd", "model")]
    [InlineData("", "model")]
    public void Open_Name_IsTheMakersOrTheFiles(string given, string name) =>
        Open(new GgufModels("llama", Small).Llama(given)).Name.ShouldBe(name);

    [Fact]
    public void Open_Tokenizer_IsCounted()
    {
        Graph graph = Open(new GgufModels("llama", Small).Llama("Counted", tokens: 300)).Build(new Workload { SequenceLength = 4 });

        graph.Matched!.Tokenizer.ShouldBe(new("gpt2", 300, 150, 12 + (300 * 10) + 12 + (150 * 11) + 12 + (300 * 4) + 12));
    }

    [Fact]
    public void Open_UnknownTensor_IsListed()
    {
        GgufWriter file = new GgufModels("llama", Small).Llama("Odd").Tensor("blk.0.extra.weight", GgufWriter.F32, 8);

        Open(file).Build(new Workload { SequenceLength = 4 }).Matched!.Surplus.ShouldBe(["blk.0.extra.weight"]);
    }

    [Fact]
    public void Open_ScalesOfAMatrix_AreItsOwn()
    {
        GgufWriter file = new GgufModels("llama", Small)
        {
            TypeOf = name => name.EndsWith("q.weight", StringComparison.Ordinal)
            ? GgufWriter.NVFP4 : GgufWriter.F16
        }.Llama("Scaled").Tensor("blk.0.attn_q.scale", GgufWriter.F32, 1);

        ZooModel model = Open(file);

        model.Weights!.Find("model.layers.0.self_attn.q_proj.weight")!.Bytes.ShouldBe((256 * 256 / 64 * 36) + 4);
        model.Build(new Workload { SequenceLength = 4 }).Matched!.Surplus.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("mamba", "field 'general.architecture': is 'mamba', which is not known here; known are bert, deepseek2, gemma,")]
    [InlineData("clip", "is the part of a model that sees or hears (mmproj)")]
    public void Open_UnknownArchitecture_ListsTheKnown(string name, string message) =>
        Error(new GgufWriter().With("general.architecture", name)).ShouldContain(message);

    [Fact]
    public void Open_NoArchitecture_SaysSo() => Error(new GgufWriter()).ShouldContain("field 'general.architecture': is missing");

    [Fact]
    public void Open_Adapter_SaysWhatIsWanted() =>
        Error(new GgufWriter().With("general.architecture", "llama").With("general.type", "adapter")).ShouldContain("expected a model");

    [Theory]
    [InlineData("block_count", 0, "field 'llama.block_count': is missing, expected a whole number")]
    [InlineData("attention.head_count", 3, "a hidden size of 256 cannot be divided among 3 attention heads")]
    public void Open_MetadataThatDoNotFit_AreRefused(string key, int value, string message)
    {
        GgufWriter whole = new GgufModels("llama", Small with { HeadSize = 0 }).Llama("Wrong");
        GgufWriter file = new();
        foreach (byte[] pair in whole.Pairs)
        {
            if (!System.Text.Encoding.UTF8.GetString(pair, 8, (int)BitConverter.ToUInt64(pair)).EndsWith(key, StringComparison.Ordinal))
                file.Raw(pair);
        }

        foreach ((string name, uint type, long[] sizes) in whole.Tensors)
            file.Tensor(name, type, sizes);
        file.With("llama." + key, value);
        Should.Throw<InputException>(() => Open(file).Build()).Message.ShouldContain(message);
    }

    [Fact]
    public void Open_FewerLayersThanSaid_AreRefusedBeforeAnythingIsBuilt() => Error(new GgufModels("llama", Small with { Layers = 0 })
        .Llama("Cut").With("general.architecture.other", "x")).ShouldContain("field 'llama.block_count': is missing");

    [Fact]
    public void Open_MillionLayersOfNoTensors_AreRefusedAtOnce() => Error(new GgufWriter().With("general.architecture", "llama")
        .With("llama.block_count", 1 << 20).With("llama.embedding_length", 64).Tensor("blk.3.attn_norm.weight", GgufWriter.F32, 64))
        .ShouldContain("says that there are 1048576 layers (block_count), and has tensors of 4");

    [Fact]
    public void Open_HeadsThatDifferByLayer_AreRefused()
    {
        GgufWriter file = new GgufWriter().With("general.architecture", "qwen2").With("qwen2.embedding_length", 64)
            .With("qwen2.block_count", 2).WithList("qwen2.attention.head_count", GgufWriter.I32, 2, 4, 0, 0, 0, 8, 0, 0, 0)
            .Tensor("blk.1.attn_norm.weight", GgufWriter.F32, 64);

        Error(file).ShouldContain("field 'qwen2.attention.head_count': differs from layer to layer");
    }

    [Fact]
    public void Open_HeadsAlikeByLayer_AreOneNumber()
    {
        GgufModels models = new("llama", Small);
        GgufWriter file = models.Llama("List");
        GgufWriter listed = new();
        foreach (byte[] pair in file.Pairs)
        {
            string key = System.Text.Encoding.UTF8.GetString(pair, 8, (int)BitConverter.ToUInt64(pair));
            if (key == "llama.attention.head_count_kv")
                listed.WithList(key, GgufWriter.I32, 2, 2, 0, 0, 0, 2, 0, 0, 0);
            else
                listed.Raw(pair);
        }

        foreach ((string name, uint type, long[] sizes) in file.Tensors)
            listed.Tensor(name, type, sizes);
        Open(listed).Build(new Workload { SequenceLength = 4 }).Matched!.Missing.ShouldBeEmpty();
    }

    [Fact]
    public void Split_HeadBehindTheName_IsApart()
    {
        GgufModel.Split("folder/a.gguf:token-classification").ShouldBe(("folder/a.gguf", "token-classification"));
        GgufModel.Split("a.gguf").ShouldBe(("a.gguf", null));
    }

    internal static ZooModel Open(GgufWriter file)
    {
        byte[] header = file.Header();
        return GgufModel.OpenStart(new MemoryStream(header), "model.gguf");
    }

    private static string Error(GgufWriter file) => Should.Throw<InputException>(() => Open(file)).Message;

    private static string TypeOf(Graph graph, string weight) =>
        graph.Operators.SelectMany(op => op.Inputs).First(tensor => tensor.Name == weight).TypeName;

    private static string ArchitectureOf(GgufWriter file)
    {
        byte[] whole = file.Whole();
        return GgufFile.Open(InputFile.OfStream(() => new MemoryStream(whole), "model.gguf")).Text("general.architecture")!;
    }
}
