using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Trees;
using JouleTree.Measurement.Collecting.Plans;
using JouleTree.Measurement.Collecting.Plans.Reading;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Collecting.Plans.Reading;

public sealed class PlanReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Models_MakesEveryCombinationOnce()
    {
        CollectionPlan plan = Read("""
            name: first
            seed: 3
            threads: 2
            views: [irene]
            rounds: 4
            models:
              - model: [distilgpt2, gpt2]
                batch_sizes: [1, 2]
                lengths: [8, 16, 32]
                level: module
                rounds: 6
              - {model: gpt2, lengths: 8, level: module, rounds: 6}
              - {model: vgg11, inputs: [{input: 1x3x64x64}], set: {num_classes: 10}}
            """);

        plan.Name.ShouldBe("first");
        plan.IreneView.ShouldBeTrue();
        plan.FullView.ShouldBeFalse();
        plan.Workloads.Count.ShouldBe(13, "the second entry repeats a workload of the first");
        plan.Workloads.Select(workload => workload.Order).ShouldBe(Enumerable.Range(0, 13));
        plan.Workloads.ShouldAllBe(workload => workload.Settings.Threads == 2 && workload.Settings.Seed == 3);
        plan.Workloads[0].Settings.Level.ShouldBe(NodeKind.Module);
        plan.Workloads[0].Settings.Rounds.ShouldBe(6);
        plan.Workloads[12].Settings.Rounds.ShouldBe(4);
        plan.Workloads[12].Build().Inputs[0].Shape!.ShouldBe([1L, 3, 64, 64]);
        plan.Workloads.Select(workload => workload.Id).Distinct().Count().ShouldBe(13);
    }

    [Fact]
    public void Read_LevelAsANumber_IsTheDeepestThatIsMeasured()
    {
        CollectionPlan plan = Read("models: [{model: gpt2, level: 1}, {model: gpt2, level: 2}, {model: gpt2}]");

        plan.Workloads.Select(workload => workload.Settings.Depth).ShouldBe([1, 2, null]);
        plan.Workloads.Select(workload => workload.Id).Distinct().Count().ShouldBe(3);
        plan.Workloads.Select(workload => WorkloadCost.Of(workload).Seconds!.Value).ShouldBeInOrder();
    }

    [Fact]
    public void Read_SamePlanTwice_DrawsTheSameLayersAndIds()
    {
        const string text = """
            layers:
              - {type: Conv2d, count: 30, batch_size: 1..64, image_size: 7..224, kernel_size: [1, 3, 5, 7, 11], in_channels: 1..512, out_channels: 8..512, stride: 1..4, padding: 0..3, max_macs: 1e9}
              - {type: ReLU, count: 5, batch_size: 1..64, input_size: 1..1000}
              - {type: ReLU, count: 5, batch_size: 1..64, input_size: 1..1000}
            """;
        CollectionPlan plan = Read(text);

        Read(text).Workloads.Select(workload => workload.Id).ShouldBe(plan.Workloads.Select(workload => workload.Id));
        Read("seed: 2\n" + text).Workloads.Select(workload => workload.Layer)
            .ShouldNotBe(plan.Workloads.Select(workload => workload.Layer));
        plan.Workloads.Take(30).ShouldAllBe(workload => PublishedMacs.Of(workload.Layer!) <= 1e9);
        plan.Workloads.Skip(30).Take(5).Select(workload => workload.Layer)
            .ShouldNotBe(plan.Workloads.Skip(35).Select(workload => workload.Layer));
    }

    [Fact]
    public void Read_Engine_DrawsTheSameLayersUnderOtherIds()
    {
        const string layers = "layers: [{type: ReLU, count: 5, batch_size: 1..64, input_size: 1..1000}]";
        CollectionPlan plan = Read(layers);
        CollectionPlan torch = Read("engine: torch\n" + layers);

        plan.Engine.ShouldBe(PlanEngine.OnnxRuntime);
        torch.Engine.ShouldBe(PlanEngine.Torch);
        torch.Workloads.Select(workload => workload.Layer).ShouldBe(plan.Workloads.Select(workload => workload.Layer));
        torch.Workloads.Select(workload => workload.Id).ShouldNotContain(id => plan.Workloads.Any(workload => workload.Id == id));
        Read("engine: onnxruntime\n" + layers).Workloads.Select(workload => workload.Id)
            .ShouldBe(plan.Workloads.Select(workload => workload.Id));
    }

    [Fact]
    public void Read_WrongEngine_NamesLineAndChoices() =>
        Should.Throw<InputException>(() => Read("name: x\nengine: tensorflow\nlayers: [{type: ReLU, batch_size: 1, input_size: 8}]"))
            .Message.ShouldBe($"{_folder.File("plan.yaml")}:2: engine is 'tensorflow', expected onnxruntime, torch");

    [Fact]
    public void Read_TorchWithWhatIsOnnxRuntimes_NamesEachLine()
    {
        string message = Should.Throw<InputException>(() => Read("""
            engine: torch
            optimization: all
            layers: [{type: ReLU, batch_size: 1, input_size: 8}]
            models: [{model: gpt2}]
            """)).Message;

        message.ShouldContain(":2: optimization is for ONNX Runtime, and engine is torch, which runs layers and networks: leave "
            + "optimization out");
        message.ShouldContain(":4: models is for ONNX Runtime");
    }

    [Fact]
    public void Require_AnotherEngine_NamesTheLineAndWhatToDo()
    {
        CollectionPlan plan = Read("name: x\nengine: torch\nlayers: [{type: ReLU, batch_size: 1, input_size: 8}]");

        plan.Require(PlanEngine.Torch, "never told");
        Should.Throw<InputException>(() => plan.Require(PlanEngine.OnnxRuntime, "do this")).Message.ShouldBe(
            $"{_folder.File("plan.yaml")}:2: field 'engine': is torch, expected onnxruntime here: do this");
    }

    [Fact]
    public void Read_Networks_GivesDistinctLayersAndTheWhole()
    {
        CollectionPlan plan = Read("networks:\n  - {model: vgg11, batch_sizes: [1, 2]}\n");

        plan.Workloads.Count(workload => workload.Kind == WorkloadKind.Network).ShouldBe(2);
        LayerConfiguration[] layers = [.. plan.Workloads.Select(workload => workload.Layer).OfType<LayerConfiguration>()];
        layers.ShouldContain(LayerConfiguration.Create(LayerType.Conv2d, 1, 224, 3, 3, 64, 1, 1));
        layers.Distinct().Count().ShouldBe(layers.Length);
    }

    [Fact]
    public void Read_Configuration_IsAModelLikeANamedOne()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("tiny.json", """
            {"model_type": "llama", "hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4, "num_hidden_layers": 2,
             "vocab_size": 100}
            """);
        CollectionPlan plan = Read($$"""
            models:
              - {model: "{{file}}", lengths: [8, 16], set: {num_hidden_layers: 1} }
            networks:
              - {model: "{{file}}:lm-head", lengths: [8], layers: false}
            """);

        plan.Workloads.Count.ShouldBe(3);
        plan.Workloads.Select(workload => workload.Build().ModelName).ShouldBe(["tiny", "tiny", "tiny:lm-head"], ignoreOrder: true);
    }

    [Fact]
    public void Read_ManyErrors_TellsAllOfThemWithTheirLines()
    {
        InputException error = Should.Throw<InputException>(() => Read("""
            name: wrong
            roundz: 3
            threads: none
            models:
              - model: bert-bas-uncased
              - {model: gpt2, lengths: [5000]}
              - lengths: [8]
              - {model: missing.onnx}
            layers:
              - {type: Conv3d}
              - {type: Linear, batch_size: 4..1, input_size: many, output_size: 3}
              - {type: ReLU, batch_size: 1}
              - {type: ReLU, count: 5, batch_size: 1, input_size: 1..2}
            """));

        string[] lines = error.Message.Split('\n');
        lines[0].ShouldContain("11 errors");
        foreach ((int line, string problem) in ((int, string)[])
        [
            (2, "roundz"), (3, "threads is 'none'"), (5, "did you mean bert-base-uncased"), (6, "5000"), (7, "without 'model'"),
                (8, "no such file"),
            (10, "Conv3d"), (11, "4..1 is empty"), (11, "input_size"), (12, "input_size is missing"), (13, "only 2 of 5"),
        ])
            lines.ShouldContain(text => text.Contains($"plan.yaml:{line}: ", StringComparison.Ordinal)
                && text.Contains(problem, StringComparison.Ordinal), $"{line}: {problem}");
    }

    [Theory]
    [InlineData("a: [1, 2", "is not YAML")]
    [InlineData("[1, 2]", "expected keys and values")]
    [InlineData("name: x", "plans nothing")]
    [InlineData("", "0 YAML documents")]
    [InlineData("models: gpt2", "expected a list")]
    [InlineData("models: [gpt2]", "expected keys and values")]
    [InlineData("models: [{model: {a: b}}]", "expected a value")]
    [InlineData("views: all\nmodels: [{model: gpt2}]", "views has 'all'")]
    [InlineData("models: [{model: vgg11, inputs: [{input: 1x3xa}]}]", "inputs: expected names with shapes")]
    [InlineData("models: [{model: vgg11, set: 3}]", "set: expected keys")]
    [InlineData("models: [{model: gpt2, level: 3.5}]", "level is '3.5', expected ml, module, model or a whole number of at least 0")]
    [InlineData("models: [{model: gpt2, depth: 3}]", "'depth' is not a key of an entry of models, expected model")]
    [InlineData("models: &a [*a]", "uses an alias")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested deeper")]
    [InlineData("layers: [{type: ReLU, count: 1000000, batch_size: 1, input_size: 1..9}]", "at most 100000")]
    [InlineData("networks: [{model: a.onnx}]", "files are measured under models")]
    public void Read_NoPlan_SaysWhatIsWrong(string text, string problem) =>
        Should.Throw<InputException>(() => Read(text)).Message.ShouldContain(problem);

    [Fact]
    public void Read_MutatedPlans_NeverFailOtherwise()
    {
        byte[] source = System.Text.Encoding.UTF8.GetBytes(
            "rounds: 2\nmodels:\n  - {model: distilgpt2, lengths: [8], set: {n_layer: 1}}\nlayers:\n  - {type: Linear, count: 2, "
                + "batch_size: 1..3, input_size: [2, 4], output_size: 3}\n");
        Properties.ForSeeds(300, seed =>
        {
            string path = _folder.File("plan.yaml");
            File.WriteAllBytes(path, new Mutator(seed).Bytes(source));
            try
            {
                PlanReader.Read(path).Workloads.Count.ShouldBeGreaterThan(0);
            }
            catch (InputException error)
            {
                error.Message.ShouldNotBeEmpty();
            }
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void Shard_AllTogether_AreThePlan(int count)
    {
        CollectionPlan plan = Read("models: [{model: gpt2, batch_sizes: [1, 2, 3, 4, 5], lengths: [8, 16]}]");

        Enumerable.Range(0, count).SelectMany(index => plan.Shard(index, count).Workloads).OrderBy(workload => workload.Order)
            .ShouldBe(plan.Workloads);
    }

    [Fact]
    public void Cost_OfALargerWorkload_IsLarger()
    {
        CollectionPlan plan = Read(
            "models: [{model: bert-base-uncased, batch_sizes: [1, 8], lengths: [128]}]\nlayers: [{type: ReLU, batch_size: 1, input_size: "
            + "8}]");

        WorkloadCost[] costs = [.. plan.Workloads.Select(WorkloadCost.Of)];

        costs[1].Seconds!.Value.ShouldBeGreaterThan(costs[0].Seconds!.Value);
        costs[1].MemoryBytes!.Value.ShouldBeGreaterThan(costs[0].MemoryBytes!.Value);
        costs[2].Seconds!.Value.ShouldBeLessThan(1);
    }

    private CollectionPlan Read(string text) => PlanReader.Read(_folder.Write("plan.yaml", text));
}
