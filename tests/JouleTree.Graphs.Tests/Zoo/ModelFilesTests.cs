using System.Diagnostics;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Tests.Weights;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;
using Item = JouleTree.Testing.WeightFiles.Item;

namespace JouleTree.Graphs.Tests.Zoo;

public sealed class ModelFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_FolderOfOneType_IsOfThatTypeAndNamedAsTheFolder()
    {
        ZooModel model = ModelFiles.Open(TinyFolder.Write(_folder, TinyFolder.Items(TinyFolder.Plain)));

        Graph graph = model.Build();

        model.Name.ShouldBe(Path.GetFileName(_folder.Path));
        graph.IsNarrow.ShouldBeFalse();
        graph.Workload.FloatType.ShouldBe(DataType.BFloat16);
        graph.Matched!.Missing.ShouldBeEmpty();
        graph.Matched.Surplus.ShouldBe(["lm_head.weight"]);
        graph.Notes.ShouldBeEmpty();
        ModelFiles.Open(_folder.Path + ":lm-head").Build().Matched!.Surplus.ShouldBeEmpty();
        ModelFiles.Open(_folder.File("model.safetensors") + ":lm-head").Build().Matched!.Surplus.ShouldBeEmpty();
    }

    [Fact]
    public void Open_NormsInFloat32_CountAsTheyAreStored()
    {
        Item[] items = [.. TinyFolder.Items(TinyFolder.Plain)
            .Select(item => item.Name.Contains("norm", StringComparison.Ordinal) ? item with { Type = "F32" } : item)];
        Graph graph = ModelFiles.Open(TinyFolder.Write(_folder, items) + ":lm-head").Build();

        graph.Types!.Flowing.ShouldBe(DataType.BFloat16);
        graph.StoredTensors.Where(tensor => tensor.Role == TensorRole.Parameter).Sum(tensor => tensor.Bytes)
            .ShouldBe(items.Sum(item => item.Bytes));
        // What a norm gives flows as all else does.
        graph.Operators.SelectMany(op => op.Outputs).Where(tensor => tensor.Type.IsFloat()).ShouldAllBe(
            tensor => tensor.Type == DataType.BFloat16);
    }

    [Fact]
    public void Build_TypesThatAreAskedFor_WinOverThoseOfTheFiles()
    {
        ZooModel model = ModelFiles.Open(TinyFolder.Write(
            _folder, TinyFolder.Items((name, outputs, inputs) => TinyFolder.In("awq", name, outputs, inputs))));

        model.Build(new Workload { FloatType = DataType.Float32 }).IsNarrow.ShouldBeFalse();
        Graph asked = model.Build(NumberTypeText.Apply(new Workload(), null, "int8", null, null));
        asked.StoredTensors.Select(tensor => tensor.TypeName).ShouldContain("int8");
        asked.StoredTensors.ShouldAllBe(tensor => !tensor.TypeName.StartsWith("int4", StringComparison.Ordinal));
        model.Build(NumberTypeText.Apply(new Workload(), null, null, null, "float8")).Types!.ToString()
            .ShouldBe("weights int4:group=128:zeros, activations bfloat16, kept keys float8");
    }

    [Fact]
    public void Build_OtherShapeThanTheConfigurationSays_NamesTensorFileFoundAndExpected()
    {
        Item[] items = [.. TinyFolder.Items(TinyFolder.Plain).Select(item => item.Name == "model.layers.1.mlp.up_proj.weight"
            ? item with { Shape = [500, 256] }
            : item)];
        string folder = TinyFolder.Write(_folder, items);

        string message = Should.Throw<InputException>(() => ModelFiles.Open(folder).Build()).Message;

        message.ShouldStartWith(_folder.File("model.safetensors") + ": node model.layers.1.mlp.up_proj.weight: has shape 500x256");
        message.ShouldContain("has 512x256 there");
        // Who changes the configuration asks for another network on purpose.
        ModelFiles.Open(folder).Build(changes: ConfigFields.Empty().AddPair("num_hidden_layers=1")).ParameterCount.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Build_WeightsThatAreMissingOrTooMany_AreListed()
    {
        Item[] items =
        [
            .. TinyFolder.Items((name, outputs, inputs) => TinyFolder.In("awq", name, outputs, inputs))
                .Where(item => !item.Name.StartsWith("model.layers.1.mlp.up_proj.", StringComparison.Ordinal)),
            new("model.layers.7.extra", "F32", 3), new("model.rotary_emb.inv_freq", "F32", 32),
        ];
        Graph graph = ModelFiles.Open(TinyFolder.Write(_folder, items) + ":lm-head").Build();

        graph.Matched!.Missing.ShouldBe(["model.layers.1.mlp.up_proj.weight"]);
        graph.Matched.Surplus.ShouldBe(["model.layers.7.extra"]);
        graph.Notes.ShouldHaveSingleItem().ShouldBe("1 weight of the model missing in its files, counted in the type of others: "
            + "model.layers.1.mlp.up_proj.weight");
        graph.StoredTensors.First(tensor => tensor.Name == "model.layers.1.mlp.up_proj.weight").TypeName.ShouldBe("int4:group=128:zeros");
    }

    [Fact]
    public void Open_TextPartOfAWhole_IsFoundUnderItsPrefix()
    {
        Item[] items = [.. TinyFolder.Items(TinyFolder.Plain).Select(item => item.Name == "lm_head.weight"
            ? item
            : item with { Name = item.Name.Replace("model.", "model.language_model.", StringComparison.Ordinal) })];

        Graph graph = ModelFiles.Open(TinyFolder.Write(_folder, items) + ":lm-head").Build();

        graph.Matched!.Missing.ShouldBeEmpty();
        graph.Matched.Surplus.ShouldBeEmpty();
    }

    [Fact]
    public void Open_FolderThatIsNotAsItShouldBe_SaysWhatToDo()
    {
        IReadOnlyList<Item> items = TinyFolder.Items(TinyFolder.Plain);
        _folder.Write("config.json", TinyFolder.ConfigWith(null));
        ModelFiles.Open(_folder.Path).Build().Notes.ShouldHaveSingleItem().ShouldContain("no .safetensors files");

        WeightFiles.WriteShards(_folder.Path, [[.. items.Take(9)], [.. items.Skip(9).Take(9)], [.. items.Skip(18)]]);
        ModelFiles.Open(_folder.Path + ":lm-head").Build().Matched!.Surplus.ShouldBeEmpty();
        ShouldFail(_folder.File("model-00002-of-00003.safetensors"), "is one of the 3 files of a model: name their folder");

        // The index is of another version than the second file.
        WeightFiles.Write(_folder.File("model-00002-of-00003.safetensors"), items.Skip(9).Take(8));
        ShouldFail(_folder.Path, $"field '{items[17].Name}': should stand in model-00002-of-00003.safetensors, which has no such tensor");
        File.Delete(_folder.File("model-00002-of-00003.safetensors"));
        ShouldFail(_folder.Path, "lacks 1 of the 3 files of weights of model.safetensors.index.json: model-00002-of-00003.safetensors");
        File.Delete(_folder.File("model.safetensors.index.json"));
        ShouldFail(_folder.Path, "lacks 1 of the 3 files of weights by their numbers: model-00002-of-00003.safetensors");
        WeightFiles.Write(_folder.File("model-00002-of-00003.safetensors"), items.Skip(8).Take(10));
        ShouldFail(_folder.Path, $"node {items[8].Name}: stands in {_folder.File("model-00001-of-00003.safetensors")}, too");
        _folder.Write("model-00002-of-00003.safetensors", "version https://git-lfs.github.com/spec/v1\n");
        ShouldFail(_folder.Path, "is a pointer of Git LFS");

        _folder.Write("model.safetensors.index.json", """{"weight_map": {"a": "../../etc/passwd"}}""");
        ShouldFail(_folder.Path, "field 'a': names no file beside the index");
        _folder.Write("model.safetensors.index.json", "[]");
        ShouldFail(_folder.Path, "field 'weight_map': is missing or no object");
        File.Delete(_folder.File("config.json"));
        ShouldFail(_folder.File("model-00001-of-00003.safetensors"), "put its config.json beside it");
        ShouldFail(_folder.File("none.safetensors"), "there is no such file");
    }

    [Fact]
    public void Open_MixtureOfExperts_EachExpertIsLookedAt()
    {
        _folder.Write("config.json",
            """
            {"model_type": "qwen3_moe", "vocab_size": 64, "hidden_size": 256, "intermediate_size": 256, "moe_intermediate_size": 128,
            "num_hidden_layers": 1, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64, "num_experts": 4,
            "num_experts_per_tok": 2, "max_position_embeddings": 256}
            """);
        Item[] items = [.. from expert in Enumerable.Range(0, 4)
                           from layer in ((string Name, long Outputs, long Inputs)[])
                               [("gate_proj", 128, 256), ("up_proj", 128, 256), ("down_proj", 256, 128)]
                           let name = FormattableString.Invariant($"model.layers.0.mlp.experts.{expert}.{layer.Name}")
                           from item in TinyFolder.In("fp8-block", name, layer.Outputs, layer.Inputs)
                           select item];
        WeightFiles.Write(_folder.File("model.safetensors"), items);
        Graph graph = ModelFiles.Open(_folder.Path).Build();

        Tensor[] experts = [.. graph.StoredTensors.Where(tensor => tensor.Name.Contains("experts.*", StringComparison.Ordinal))];
        experts.Length.ShouldBe(3);
        experts.ShouldAllBe(tensor => tensor.TypeName == "float8:block=128");
        experts.Sum(tensor => tensor.Bytes).ShouldBe(items.Sum(item => item.Bytes));

        // One that is not there is said to be missing.
        WeightFiles.Write(
            _folder.File("model.safetensors"), items.Where(item => !item.Name.Contains("experts.2.up", StringComparison.Ordinal)));
        ModelFiles.Open(_folder.Path).Build().Matched!.Missing.ShouldContain("model.layers.0.mlp.experts.2.up_proj.weight");
        // All in one tensor, exchanged or not, have its type.
        WeightFiles.Write(_folder.File("model.safetensors"),
            [
                new("model.embed_tokens.weight", "BF16", 64, 256), new("model.layers.0.mlp.experts.gate_up_proj", "F16", 4, 256, 256),
                new("model.layers.0.mlp.experts.down_proj", "F16", 4, 128, 256),
            ]);
        ModelFiles.Open(_folder.Path).Build().StoredTensors.Where(tensor => tensor.Name.Contains("experts.*", StringComparison.Ordinal))
            .ShouldAllBe(tensor => tensor.TypeName == "float16");
    }

    [Fact]
    public void Open_BlocksOfGptOss_AreItsStackedExperts()
    {
        _folder.Write("config.json",
            """
            {"model_type": "gpt_oss", "vocab_size": 64, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 1,
            "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "num_local_experts": 4, "num_experts_per_tok": 2,
            "max_position_embeddings": 256, "quantization_config": {"quant_method": "mxfp4",
            "modules_to_not_convert": ["model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"]}}
            """);
        Item[] items =
        [
            new("model.layers.0.mlp.experts.gate_up_proj_blocks", "U8", 4, 192, 2, 16),
            new("model.layers.0.mlp.experts.gate_up_proj_scales", "U8", 4, 192, 2),
            new("model.layers.0.mlp.experts.down_proj_blocks", "U8", 4, 64, 3, 16),
            new("model.layers.0.mlp.experts.down_proj_scales", "U8", 4, 64, 3),
        ];
        WeightFiles.Write(_folder.File("model.safetensors"), [.. items, new("model.embed_tokens.weight", "BF16", 64, 64)]);

        Tensor[] experts = [.. ModelFiles.Open(_folder.Path).Build().StoredTensors.Where(tensor => tensor.TypeName == "mxfp4")];

        experts.Select(tensor => tensor.Name).ShouldBe(["layers.0.mlp.experts.gate_up_proj", "layers.0.mlp.experts.down_proj"]);
        experts.Sum(tensor => tensor.Bytes).ShouldBe(items.Sum(item => item.Bytes));
    }

    [Fact]
    public void Open_AHundredFilesOfAGigabyte_IsAMatterOfHeaders()
    {
        // 256 experts a layer and file: 51,200 tensors, as many as the largest models have.
        Item[][] shards = [.. Enumerable.Range(0, 100).Select(shard => (Item[])
            [.. Enumerable.Range(0, 256).SelectMany(expert => (Item[])
                [
                    new(FormattableString.Invariant($"model.layers.{shard}.mlp.experts.{expert}.up_proj.weight"), "BF16", 1024, 1024),
                    new(FormattableString.Invariant($"model.layers.{shard}.mlp.experts.{expert}.down_proj.weight"), "BF16", 1024, 1024),
                ])])];
        _folder.Write("config.json", TinyFolder.ConfigWith(null));
        WeightFiles.WriteShards(_folder.Path, shards);
        ModelFiles.Open(_folder.Path).Weights!.All.Count.ShouldBe(51_200);
        long started = Stopwatch.GetTimestamp();

        ZooModel model = ModelFiles.Open(_folder.Path);

        model.Weights!.All.Sum(tensor => tensor.Bytes).ShouldBe(100L << 30);
        Slowness.OfRun(started, TimeSpan.FromSeconds(1), () => ModelFiles.Open(_folder.Path)).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private static void ShouldFail(string path, string expected) =>
        Should.Throw<InputException>(() => ModelFiles.Open(path).Build()).Message.ShouldContain(expected);
}
