using System.Net;
using System.Text.Json;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading;
using JouleTree.Graphs.Onnx.Writing;
using JouleTree.Graphs.Operators.Rules;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Api;

public sealed class UploadTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private RunningServer Server => fixture.Running;

    [Fact]
    public async Task Upload_TreeFile_CanBeShownAndForgotten()
    {
        (HttpStatusCode status, JsonElement upload) = await Server.PostAsync("/uploads?name=mine.jsonl", new ByteArrayContent(Trees()));
        status.ShouldBe(HttpStatusCode.Created);
        upload.GetProperty("trees").GetArrayLength().ShouldBe(15);
        string id = upload.GetProperty("upload").GetString()!;
        (await Server.GetAsync($"/tree?upload={id}&tree=2")).Json.GetProperty("batch_size").GetInt32().ShouldBe(2);
        (_, JsonElement refusal) = await Server.GetAsync($"/sweep?upload={id}&batch_size=1,2");
        refusal.GetProperty("detail").GetString().ShouldBe("a stored tree is of one workload: sweep a model or a network");
        using HttpResponseMessage gone = await Server.Client.DeleteAsync(new Uri($"/api/v1/uploads/{id}", UriKind.Relative));
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Server.GetAsync($"/tree?upload={id}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Upload_Network_IsEstimated()
    {
        string file = Server.Folder.File("tiny.onnx");
        OnnxWriter.Write(OnnxExport.Of(ModelZoo.Find("squeezenet1_1").Build(new Workload()), 1).Model, file, WeightStorage.InFile);
        (HttpStatusCode status, JsonElement upload) =
            await Server.PostAsync("/uploads?name=squeeze.onnx", new ByteArrayContent(await File.ReadAllBytesAsync(file)));
        status.ShouldBe(HttpStatusCode.Created);
        upload.GetProperty("kind").GetString().ShouldBe("network");
        (_, JsonElement tree) = await Server.GetAsync($"/tree?upload={upload.GetProperty("upload").GetString()}");
        tree.GetProperty("nodes")[0].GetProperty("energy_j").GetDouble().ShouldBeGreaterThan(0);
        tree.GetProperty("remarks")[0].GetString().ShouldNotBeNull().ShouldContain("never measured");
    }

    [Fact]
    public async Task Upload_HeaderOfWeights_StandsOnAnUploadedConfiguration()
    {
        string config = """
            {"model_type": "llama", "vocab_size": 64, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 1,
            "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 64}
            """;
        byte[] header = WeightFiles.Header("""
            {"model.layers.0.self_attn.o_proj.weight": {"dtype": "F8_E4M3", "shape": [64, 64], "data_offsets": [0, 4096]},
            "model.layers.0.self_attn.o_proj.weight_scale": {"dtype": "F32", "shape": [64, 1], "data_offsets": [4096, 4352]},
            "model.embed_tokens.weight": {"dtype": "BF16", "shape": [64, 64], "data_offsets": [4352, 12544]}}
            """);
        (_, JsonElement refusal) = await Server.PostAsync("/uploads?name=m.safetensors", new ByteArrayContent(header));
        refusal.GetProperty("detail").GetString().ShouldBe("m.safetensors: holds weights and not what is computed with them: upload its "
            + "config.json first, and this with config=ID of that upload");
        (_, JsonElement described) = await Server.PostAsync("/uploads?name=config.json", new StringContent(config));
        string id = described.GetProperty("upload").GetString()!;

        (HttpStatusCode status, JsonElement upload) =
            await Server.PostAsync($"/uploads?name=m.safetensors&config={id}", new ByteArrayContent(header));

        status.ShouldBe(HttpStatusCode.Created);
        upload.GetProperty("kind").GetString().ShouldBe("configuration");
        (_, JsonElement tree) = await Server.GetAsync($"/tree?device=none&upload={upload.GetProperty("upload").GetString()}");
        tree.GetProperty("remarks")[0].GetString().ShouldNotBeNull().ShouldContain("weights of the model missing in its files");
        (_, refusal) = await Server.PostAsync($"/uploads?config={id}", new ByteArrayContent(Trees()));
        refusal.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("is no file of weights");
        (status, _) = await Server.PostAsync("/uploads?config=none", new ByteArrayContent(header));
        status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Files_FolderOfAModel_IsOfferedWithItsWeights()
    {
        await using RunningServer server = await RunningServer.StartAsync(fill: folder =>
        {
            Directory.CreateDirectory(folder.File("served/tiny"));
            folder.Write("served/tiny/config.json", """
                {"model_type": "llama", "vocab_size": 64, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 1,
                "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 64}
                """);
            WeightFiles.Write(folder.File("served/tiny/model.safetensors"), [new("model.embed_tokens.weight", "F16", 64, 64)]);
        });

        (_, JsonElement files) = await server.GetAsync("/files");
        files.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("file").GetString())
            .ShouldBe(["tiny", "tiny/config.json", "trees.jsonl"], ignoreOrder: true);
        (_, JsonElement tree) = await server.GetAsync("/tree?file=tiny:lm-head&device=none&seq_len=8");
        tree.GetProperty("remarks")[0].GetString().ShouldNotBeNull().ShouldContain("weights of the model missing in its files");
        File.Delete(server.Folder.File("served/tiny/model.safetensors"));
        server.Folder.Write("served/tiny/model.safetensors", "version https://git-lfs.github.com/spec/v1\n");
        (_, JsonElement refusal) = await server.GetAsync("/tree?file=tiny&device=none&seq_len=9");
        refusal.GetProperty("detail").GetString().ShouldNotBeNull().ShouldStartWith("tiny/model.safetensors: is a pointer of Git LFS");
    }

    // An engine is native code: the folder's own files may reach it, what a stranger sends may not.
    [Fact]
    public async Task Upload_NetworkOfUnknownShapes_IsNotHandedToWhoKnowsShapes()
    {
        CountingShapes shapes = new();
        await using RunningServer server = await RunningServer.StartAsync(options => options with { Shapes = shapes });
        string file = server.Folder.File("served/unknown.onnx");
        OnnxDimension[] shape = [new OnnxDimension(2), new OnnxDimension(3)];
        OnnxWriter.Write(new OnnxModel
        {
            Name = "unknown",
            Nodes = [new OnnxNode { Name = "/head/op", OpType = "NoSuchOperator", Inputs = ["x"], Outputs = ["y"] }],
            Initializers = [],
            Inputs = [new OnnxValue("x", DataType.Float32, shape)],
            Outputs = [new OnnxValue("y", DataType.Float32, null)],
        }, file);

        (_, JsonElement upload) = await server.PostAsync("/uploads", new ByteArrayContent(await File.ReadAllBytesAsync(file)));
        (HttpStatusCode status, _) = await server.GetAsync($"/tree?device=none&upload={upload.GetProperty("upload").GetString()}");
        status.ShouldBe(HttpStatusCode.OK);
        shapes.Asked.ShouldBe(0);

        await server.GetAsync("/tree?device=none&file=unknown.onnx");
        shapes.Asked.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{\"model_name\": 3}", "model_name")]
    [InlineData("{}\n", "bad.jsonl:1")]
    [InlineData("hello", "ONNX")]
    [InlineData("{\"a\": [[[[", "bad.jsonl:1")]
    public async Task Upload_Garbage_IsOneProblemThatSaysWhere(string text, string detail)
    {
        (HttpStatusCode status, JsonElement problem) = await Server.PostAsync("/uploads?name=bad.jsonl", new StringContent(text));
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(detail);
    }

    [Fact]
    public async Task Upload_HostileName_IsOnlyShown()
    {
        string[] before = Directory.GetFileSystemEntries(Server.Folder.Path, "*", SearchOption.AllDirectories);
        (_, JsonElement upload) =
            await Server.PostAsync("/uploads?name=..%2F..%2Fetc%2Fpasswd%00%3Cscript%3E", new ByteArrayContent(Trees()));
        upload.GetProperty("name").GetString().ShouldBe("passwd<script>");
        Directory.GetFileSystemEntries(Server.Folder.Path, "*", SearchOption.AllDirectories).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task Upload_Damaged_NeverFailsInAnyOtherWay()
    {
        byte[] good = Trees();
        Mutator mutator = new(11);
        for (int round = 0; round < 300; round++)
        {
            using ByteArrayContent content = new(mutator.Bytes(good[..2000]));
            (HttpStatusCode status, _) = await Server.PostAsync("/uploads", content);
            status.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Upload_BeyondTheLimit_IsTooLarge()
    {
        await using RunningServer small = await RunningServer.StartAsync(options => options with { MaxUploadBytes = 5000 });
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/uploads") { Content = new ByteArrayContent(Trees()) };
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await small.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Upload_HeaderOfAGgufFile_IsAModel()
    {
        GgufWriter file = new GgufModels("llama", new GgufSizes(2, 256, 4, 2, 512, 300)) { TypeOf = GgufModels.Q4KM(2) }.Llama("Sent");
        byte[] header = file.Header();
        (HttpStatusCode status, JsonElement upload) = await Server.PostAsync("/uploads?name=sent.gguf", new ByteArrayContent(header));
        status.ShouldBe(HttpStatusCode.Created);
        string id = upload.GetProperty("upload").GetString()!;
        (status, JsonElement tree) = await Server.GetAsync($"/tree?upload={id}&device=none");
        status.ShouldBe(HttpStatusCode.OK);
        tree.GetProperty("nodes").GetArrayLength().ShouldBeGreaterThan(10);
        (_, JsonElement unknown) = await Server.GetAsync($"/tree?upload={id}");
        unknown.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("holds weights of q4_K: device profiles are of float32");
        (status, JsonElement refusal) = await Server.PostAsync("/uploads?name=sent.gguf", new ByteArrayContent(header[..500]));
        status.ShouldBe(HttpStatusCode.BadRequest);
        refusal.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("give more of the file's start");
    }

    [Fact]
    public async Task Upload_MoreThanMemoryMayHold_ForgetsTheOldest()
    {
        await using RunningServer small = await RunningServer.StartAsync(options => options with { MaxUploadNodes = 130 });
        List<string> ids = [];
        for (int round = 0; round < 3; round++)
            ids.Add((await small.PostAsync("/uploads", new ByteArrayContent(Trees()))).Json.GetProperty("upload").GetString()!);
        (await small.GetAsync($"/uploads/{ids[0]}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await small.GetAsync($"/uploads/{ids[2]}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static byte[] Trees()
    {
        using MemoryStream stream = new();
        using (TreeWriter writer = new(stream))
            writer.Write(TestTrees.Campaign());
        return stream.ToArray();
    }

    private sealed class CountingShapes : IShapeSource
    {
        public int Asked { get; private set; }

        public IReadOnlyDictionary<string, TensorSpec> ShapesOf(OnnxModel model, IReadOnlyDictionary<string, TensorShape> inputs)
        {
            Asked++;
            return new Dictionary<string, TensorSpec>();
        }
    }
}
