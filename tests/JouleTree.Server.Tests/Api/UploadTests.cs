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
