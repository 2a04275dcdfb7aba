using System.Net;
using System.Text.Json;
using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Irene;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Api;

public sealed class TreeEndpointsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string TinyConfiguration = """
        {"model_type": "llama", "hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4, "num_hidden_layers": 2,
         "vocab_size": 100, "my_note": "invented"}
        """;

    private RunningServer Server => fixture.Running;

    [Fact]
    public async Task Tree_OfAModel_IsWhatThePredictorSays()
    {
        (HttpStatusCode status, JsonElement json) =
            await Server.GetAsync("/tree?model=distilgpt2&batch_size=8&seq_len=64&device=irene-device-1");
        status.ShouldBe(HttpStatusCode.OK);
        ModelTree counted = GraphView.Irene(ModelZoo.Find("distilgpt2").Build(new Workload { BatchSize = 8, SequenceLength = 64 })).Tree;
        ModelTree expected = ShippedProfiles.Find("irene-device-1", FeatureAccess.Static)!.Predictor.Predict(counted,
            UnknownPrimitives.Mean);
        TreeNode[] nodes = [.. expected.Root.SelfAndDescendants()];
        JsonElement[] shown = [.. json.GetProperty("nodes").EnumerateArray()];
        shown.Select(node => node.GetProperty("scope").GetString()).ShouldBe(nodes.Select(node => node.Scope.Path));
        shown.Select(node => node.GetProperty("energy_j").GetDouble())
            .ShouldBe(nodes.Select(node => node.PredictedJoules!.Value));
        shown.ShouldAllBe(node => node.GetProperty("energy_source").GetString() == "predicted");
        foreach (JsonElement node in shown)
            node.GetProperty("terms_j").EnumerateObject().Sum(term => term.Value.GetDouble())
                .ShouldBe(node.GetProperty("energy_j").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Tree_OfAFile_IsTheStoredOne()
    {
        (_, JsonElement json) = await Server.GetAsync("/tree?file=trees.jsonl&tree=6");
        json.GetProperty("model").GetString().ShouldBe("middle");
        json.GetProperty("nodes")[0].GetProperty("energy_j").GetDouble()
            .ShouldBe(TestTrees.Campaign()[5].Root.GroundTruthJoules!.Value);
        json.GetProperty("energy_source").GetString().ShouldBe("measured");
    }

    [Fact]
    public async Task Tree_OfAConfiguration_IsCountedByItsFields()
    {
        await File.WriteAllTextAsync(Server.Folder.File("served/tiny.json"), TinyConfiguration);
        await File.WriteAllTextAsync(Server.Folder.File("served/labels.json"), """{"labels": [1, 2]}""");

        (_, JsonElement files) = await Server.GetAsync("/files");
        files.GetProperty("files").EnumerateArray().Select(file => $"{file.GetProperty("file")} {file.GetProperty("kind")}")
            .ShouldBe(["tiny.json configuration", "trees.jsonl trees"]);
        (_, JsonElement tree) = await Server.GetAsync("/tree?file=tiny.json&seq_len=16&device=none&set=num_hidden_layers%3D1");
        tree.GetProperty("model").GetString().ShouldBe("tiny");
        tree.GetProperty("remarks")[0].GetString().ShouldBe("fields of the configuration that Llama does not know were ignored: my_note");
        (_, JsonElement head) = await Server.GetAsync("/tree?file=tiny.json%3Alm-head&seq_len=16&device=none");
        head.GetProperty("nodes")[0].GetProperty("type").GetString().ShouldBe("LlamaForCausalLM");
        (HttpStatusCode status, _) = await Server.GetAsync("/tree?file=labels.json&device=none");
        status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("\"num_hidden_layers\": 513", "field 'num_hidden_layers': is 513: this server builds num_hidden_layers up to 512")]
    [InlineData("\"num_hidden_layers\": \"x\"", "field 'num_hidden_layers': is the text 'x', expected a whole number")]
    public async Task Upload_ConfigurationBeyondMeasure_IsOneProblem(string field, string detail)
    {
        string text = TinyConfiguration.Replace("\"num_hidden_layers\": 2", field, StringComparison.Ordinal);
        (HttpStatusCode status, JsonElement problem) = await Server.PostAsync("/uploads?name=tiny.json", text);
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(detail);
    }

    [Fact]
    public async Task Upload_Configuration_IsCountedByItsFields()
    {
        (_, JsonElement upload) = await Server.PostAsync("/uploads?name=tiny.json", TinyConfiguration);
        upload.GetProperty("kind").GetString().ShouldBe("configuration");
        (_, JsonElement tree) =
            await Server.GetAsync($"/tree?upload={upload.GetProperty("upload").GetString()}&seq_len=16&device=irene-device-1");
        tree.GetProperty("nodes")[0].GetProperty("type").GetString().ShouldBe("LlamaModel");
    }

    [Fact]
    public async Task Tree_ChangedArchitecture_CostsMoreWithMoreLayers()
    {
        double Joules(JsonElement tree) => tree.GetProperty("nodes")[0].GetProperty("energy_j").GetDouble();
        (_, JsonElement six) = await Server.GetAsync("/tree?model=bert-base-uncased&batch_size=8&seq_len=64&set=num_hidden_layers%3D6");
        (_, JsonElement twelve) = await Server.GetAsync("/tree?model=bert-base-uncased&batch_size=8&seq_len=64");
        Joules(twelve).ShouldBeInRange(1.7 * Joules(six), 2.2 * Joules(six));
    }

    [Fact]
    public async Task Tree_AsTreeFile_CanBeReadAgain()
    {
        using HttpResponseMessage answer =
            await Server.Client.GetAsync(new Uri("/api/v1/tree?model=gpt2&batch_size=8&seq_len=64&format=jsonl", UriKind.Relative));
        using Stream stream = await answer.Content.ReadAsStreamAsync();
        using MemoryStream bytes = new();
        await stream.CopyToAsync(bytes);
        bytes.Position = 0;
        ModelTree tree = TreeReader.Read(bytes, "answer").Single();
        tree.ModelName.ShouldBe("gpt2");
        tree.Root.PredictedJoules.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Tree_AsCsv_HasALineANode()
    {
        string csv = await Server.Client.GetStringAsync(new Uri("/api/v1/tree?file=trees.jsonl&format=csv", UriKind.Relative));
        csv.TrimEnd('\n').Split('\n').Length.ShouldBe(1 + 4);
    }

    [Fact]
    public async Task Tree_ImageModelWithoutDevice_IsCountedOnly()
    {
        (_, JsonElement json) = await Server.GetAsync("/tree?model=vgg16&device=none&depth=1");
        JsonElement root = json.GetProperty("nodes")[0];
        root.TryGetProperty("energy_j", out _).ShouldBeFalse();
        root.GetProperty("parameters").GetDouble().ShouldBe(138_357_544);
        root.GetProperty("flops").GetDouble().ShouldBe(Math.Round(root.GetProperty("flops").GetDouble()));
    }

    [Fact]
    public async Task Node_SharedScope_GivesBothProducts()
    {
        (_, JsonElement json) = await Server.GetAsync(
            "/node?model=bert-base-uncased&batch_size=8&seq_len=64&scope=root.encoder.0.attention.self.matmul");
        json.GetProperty("nodes").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("type")]
    [InlineData("scope")]
    public async Task Breakdown_DisjointParts_SumToTheWholeWithTheRest(string by)
    {
        (_, JsonElement json) = await Server.GetAsync($"/breakdown?model=bert-base-uncased&batch_size=8&seq_len=64&by={by}");
        double parts = json.GetProperty("parts").EnumerateArray().Sum(part => part.GetProperty("energy_j").GetDouble());
        (parts + json.GetProperty("unattributed_j").GetDouble()).ShouldBe(json.GetProperty("energy_j").GetDouble(), 1e-9);
    }

    [Fact]
    public async Task Sweep_OneImpossibleValue_SpoilsNoOther()
    {
        (_, JsonElement json) = await Server.GetAsync("/sweep?model=bert-base-uncased&batch_size=8&seq_len=32,64,4096");
        JsonElement[] points = [.. json.GetProperty("points").EnumerateArray()];
        points.Select(point => point.GetProperty("seq_len").GetInt32()).ShouldBe([32, 64, 4096]);
        points[0].GetProperty("energy_j").GetDouble().ShouldBeLessThan(points[1].GetProperty("energy_j").GetDouble());
        points[2].GetProperty("problem").GetString().ShouldNotBeNull().ShouldContain("512 positions");
    }

    [Fact]
    public async Task Sweep_OverTwoSizes_TellsEachOfThem()
    {
        (_, JsonElement json) = await Server.GetAsync("/sweep?model=distilgpt2&batch_size=1,8&seq_len=64&over=n_layer=2,3");
        json.GetProperty("points").EnumerateArray()
            .Select(point => (point.GetProperty("n_layer").GetInt32(), point.GetProperty("batch_size").GetInt32()))
            .ShouldBe([(2, 1), (2, 8), (3, 1), (3, 8)]);
    }

    [Fact]
    public async Task Compare_OtherBatch_TellsTheChangeOfEveryNode()
    {
        (HttpStatusCode status, JsonElement json) = await Server.PostAsync(
            "/compare", """{"a": {"model": "bert-base-uncased", "batch_size": 8, "seq_len": 64}, "b": {"model": "bert-base-uncased", "batch_size": 16, "seq_len": 64}}""");
        status.ShouldBe(HttpStatusCode.OK);
        foreach (JsonElement node in json.GetProperty("nodes").EnumerateArray())
        {
            node.GetProperty("match").GetString().ShouldBe("scope");
            JsonElement energy = node.GetProperty("columns").GetProperty("energy_j");
            double change = energy.GetProperty("b").GetDouble() - energy.GetProperty("a").GetDouble();
            energy.GetProperty("difference").GetDouble().ShouldBe(change, 1e-12);
            node.GetProperty("change_j").GetDouble().ShouldBe(change, 1e-12);
        }
    }

    [Fact]
    public async Task Compare_FewerLayers_CountsMissingOnesInFull()
    {
        (_, JsonElement json) = await Server.PostAsync(
            "/compare", """{"a": {"model": "bert-base-uncased", "batch_size": 8, "seq_len": 64}, "b": {"model": "bert-base-uncased", "batch_size": 8, "seq_len": 64, "set": ["num_hidden_layers=11"]}}""");
        JsonElement gone = json.GetProperty("nodes").EnumerateArray()
            .Single(node => Text(node, "scope_a") == "root.encoder.11");
        gone.GetProperty("match").GetString().ShouldBe("only-a");
        gone.TryGetProperty("scope_b", out _).ShouldBeFalse();
        gone.GetProperty("change_j").GetDouble()
            .ShouldBe(-gone.GetProperty("columns").GetProperty("energy_j").GetProperty("a").GetDouble());
    }

    [Fact]
    public async Task Compare_ModelWithinAHead_OpensTheWrapperAndCountsItNoSecondTime()
    {
        (_, JsonElement json) = await Server.PostAsync(
            "/compare", """{"a": {"model": "bert-base-uncased", "batch_size": 8, "seq_len": 64}, "b": {"model": "bert-base-uncased:masked-lm", "batch_size": 8, "seq_len": 64}}""");
        JsonElement[] nodes = [.. json.GetProperty("nodes").EnumerateArray()];
        // Other modules that only one side has, such as the head, may be opened too.
        JsonElement wrapper = nodes.Single(node => node.TryGetProperty("opened", out _)
            && Text(node, "scope_b") == "root.bert");
        wrapper.TryGetProperty("change_j", out _).ShouldBeFalse();
        JsonElement layer = nodes.Single(node => Text(node, "scope_a") == "root.encoder.3");
        layer.GetProperty("match").GetString().ShouldBe("name");
        layer.GetProperty("scope_b").GetString().ShouldBe("root.bert.encoder.3");
        foreach ((JsonElement node, int place) in nodes.Select((node, place) => (node, place)).Skip(1))
            node.GetProperty("parent").GetInt32().ShouldBeLessThan(place);
    }

    [Fact]
    public async Task Tree_AskedForAgain_IsTheSameToTheLastByte()
    {
        const string Path = "/api/v1/tree?model=bert-base-uncased&batch_size=9&seq_len=72";
        byte[] first = await Server.Client.GetByteArrayAsync(new Uri(Path, UriKind.Relative));
        for (int round = 0; round < 3; round++)
            (await Server.Client.GetByteArrayAsync(new Uri(Path, UriKind.Relative))).ShouldBe(first);
        first.Length.ShouldBeGreaterThan(1 << 16);
        (await Server.GetAsync("/tree?model=bert-base-uncased&batch_size=9&seq_len=72&depth=1")).Json.GetProperty("nodes").GetArrayLength()
            .ShouldBe(4);
    }

    [Fact]
    public async Task Node_ExplainedByAComposition_TellsTheWeightInItsParent()
    {
        await using RunningServer server = await RunningServer.StartAsync(fill: folder =>
        {
            ModelTree[] trees = [.. new[] { (1, "a"), (2, "b"), (3, "c") }.SelectMany(model => new[] { (2, 16), (4, 32) }.Select(size =>
                new TransformerTrees(size.Item1, size.Item2, 256, 4, model.Item1).Measure(model.Item2)))];
            trees.WriteTo(folder.File("served/run.jsonl"));
            IreneConfig config = new() { Epochs = 1 };
            MemoryTreeSource source =
                MemoryTreeSource.Of(trees, FeatureSelection.Of(config.Features(), trees[0]), EnergyNeed.PositiveInner);
            PredictorDirectory.Save(folder.File("served/learned"), IreneTrainer.Train(source, config));
        });
        JsonElement device = (await server.GetAsync("/devices")).Json.GetProperty("devices").EnumerateArray()
            .Single(one => one.GetProperty("device").GetString() == "learned");
        device.GetProperty("usable").GetBoolean().ShouldBeTrue();
        device.GetProperty("needs_run").GetBoolean().ShouldBeTrue();
        (_, JsonElement tree) = await server.GetAsync("/tree?file=run.jsonl&tree=3&device=learned&explain=true");
        JsonElement[] nodes = [.. tree.GetProperty("nodes").EnumerateArray()];
        double sum = nodes.Where(node => node.TryGetProperty("parent", out JsonElement parent) && parent.GetInt32() == 0)
            .Sum(node => node.GetProperty("weight_in_parent").GetDouble() * node.GetProperty("predicted_energy_j").GetDouble());
        foreach (JsonElement node in nodes)
            node.GetProperty("sensitivities").EnumerateObject().Select(member => Math.Abs(member.Value.GetDouble()))
                .ShouldBeInOrder(SortDirection.Descending);
        double root = nodes[0].GetProperty("predicted_energy_j").GetDouble();
        sum.ShouldBe(root, 1e-9 * Math.Abs(root));
        (HttpStatusCode status, JsonElement problem) = await server.GetAsync("/tree?model=gpt2&device=learned");
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("needs a run");
    }

    [Theory]
    [InlineData("/tree?model=bert-bas", 404, "did you mean")]
    [InlineData("/tree?model=gpt2&explain=maybe", 400, "true or false")]
    [InlineData("/tree", 400, "model=NAME")]
    [InlineData("/tree?model=gpt2&file=trees.jsonl", 400, "several")]
    [InlineData("/tree?model=gpt2&batch_size=0", 400, "batch_size=0")]
    [InlineData("/tree?model=gpt2&batch_size=1e9", 400, "whole number")]
    [InlineData("/tree?model=gpt2&batches=8", 400, "'batches' is no parameter of this address; there are model, file")]
    [InlineData("/tree?model=gpt2&batch=8", 400, "'batch' is no parameter of this address; did you mean batch_size?")]
    [InlineData("/tree?model=gpt2&length=8", 400, "'length' is no parameter of this address; did you mean seq_len?")]
    [InlineData("/tree?model=gpt2&seq-len=8", 400, "did you mean seq_len?")]
    [InlineData("/sizes?modl=gpt2", 400, "did you mean model?")]
    [InlineData("/trees?name=trees.jsonl", 400, "there are file")]
    [InlineData("/tree?model=gpt2&seq_len=4096", 400, "1024 positions")]
    [InlineData("/tree?model=gpt2&set=n_layer%3D1000000", 400, "up to 512")]
    [InlineData("/tree?model=gpt2&set=n_layers%3D6", 400, "did you mean n_layer")]
    [InlineData("/tree?model=gpt2&device=toaster", 404, "GET /api/v1/devices")]
    [InlineData("/tree?model=gpt2&format=xml", 400, "json, jsonl or csv")]
    [InlineData("/tree?file=trees.jsonl&tree=99", 404, "15 trees")]
    [InlineData("/node?model=gpt2&scope=root.nowhere", 404, "root.nowhere")]
    [InlineData("/breakdown?model=gpt2&by=colour", 400, "type, module, level or scope")]
    [InlineData("/sweep?model=gpt2&over=n_layer", 400, "over=n_layer: expected KEY=LIST, such as over=num_hidden_layers=6,12,24")]
    [InlineData("/sweep?model=gpt2&over=batch_size&values=1,2", 400, "'values' is no parameter of this address; did you mean over?")]
    [InlineData("/sweep?model=gpt2&batch_size=1,x", 400, "batch_size=x: expected a whole number")]
    [InlineData("/sweep?model=gpt2&batch_size=1,2,3,4,5,6,7,8,9&seq_len=1,2,3,4,5,6,7,8", 400, "more than 64 points")]
    [InlineData("/sweep?file=trees.jsonl&batch_size=1,2", 400, "one workload")]
    [InlineData("/nothing", 404, "openapi.json")]
    [InlineData("/uploads/abc", 404, "upload it again")]
    public async Task Get_BadRequest_IsOneProblem(string path, int status, string detail)
    {
        (HttpStatusCode found, JsonElement problem) = await Server.GetAsync(path);
        ((int)found).ShouldBe(status);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(detail);
        problem.GetProperty("detail").GetString()!.ShouldNotContain(Server.Folder.Path);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"a": {"model": "gpt2"}}""")]
    [InlineData("""{"a": {"model": "gpt2"}, "b": {"modl": "gpt2"}}""")]
    [InlineData("""{"left": {"model": "gpt2"}, "right": {"model": "gpt2"}}""")]
    [InlineData("""{"a": {"model": {"a": 1}}, "b": {"model": "gpt2"}}""")]
    [InlineData("""{"a": [[[[[[[[[[[[]]]]]]]]]]]], "b": 1}""")]
    public async Task Compare_BadBody_IsOneProblem(string body) =>
        (await Server.PostAsync("/compare", body)).Status.ShouldBe(HttpStatusCode.BadRequest);

    private static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
}
