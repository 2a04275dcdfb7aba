using System.Net;
using System.Text.Json;
using JouleTree.Server.Sources;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Security;

/// <summary>How much work a request may cause, and that it does not keep others waiting.</summary>
public sealed class WorkTests
{
    [Theory]
    [InlineData("/tree?file=net.onnx", "/sweep?model=distilgpt2&batch_size=1,2")]
    [InlineData("/sweep?file=net.onnx&batch_size=1,2", "/tree?model=distilgpt2")]
    [InlineData("/sweep?file=net.onnx&batch_size=1,2", "/node?model=distilgpt2")]
    public async Task Request_BesideOneThatIsHeld_IsAnswered(string held, string other)
    {
        HeldShapes shapes = new();
        await using RunningServer server = await RunningServer.StartAsync(
            options => options with { MaxConcurrentRequests = 1, RequestTimeout = TimeSpan.FromMinutes(10), Shapes = shapes },
            folder => HeldShapes.WriteNetwork(folder.File("served/net.onnx")));
        Task<(HttpStatusCode Status, JsonElement Json)> first = server.GetAsync(held);
        await shapes.Wanted;

        (await server.GetAsync("/status")).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("/models")).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync(other)).Status.ShouldBe(HttpStatusCode.OK);

        first.IsCompleted.ShouldBeFalse();
        shapes.Release();
        (await first).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Sweep_OfTooManyNodes_IsRefusedBeforeTheWorkIsDone()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string batches = string.Join(',', Enumerable.Range(1, 64));
        (HttpStatusCode status, JsonElement problem) = await server.GetAsync(
            $"/sweep?model=bert-base-uncased&set=num_hidden_layers%3D500&batch_size={batches}");
        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain($"more than {Limits.MaxSweepNodes} nodes");
    }

    [Fact]
    public async Task Sweep_Root_HasTheNumbersOfTheTree()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        (_, JsonElement sweep) = await server.GetAsync("/sweep?model=distilgpt2&seq_len=64&batch_size=8&device=irene-device-1");
        (_, JsonElement tree) = await server.GetAsync("/tree?model=distilgpt2&seq_len=64&batch_size=8&device=irene-device-1");
        JsonElement point = sweep.GetProperty("points")[0], root = tree.GetProperty("nodes")[0];
        foreach (string column in (string[])["energy_j", "energy_low_j", "energy_high_j", "flops", "bytes", "parameters"])
            point.GetProperty(column).GetDouble().ShouldBe(root.GetProperty(column).GetDouble());
    }

    [Fact]
    public void TrimTo_ABound_ForgetsWhatWasNotUsedLongest()
    {
        BoundedCache<string, int> cache = new(100, value => value);
        cache.Add("old", 40);
        cache.Add("new", 40);
        cache.TryGet("old", out _);
        cache.TrimTo(50);
        cache.Items.ShouldBe([("old", 40)]);
        cache.TrimTo(0);
        cache.Count.ShouldBe(0);
    }
}
