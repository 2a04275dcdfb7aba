using System.Net;
using System.Text.Json;
using JouleTree.Graphs.Zoo;
using JouleTree.Server.Tests.Security;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Api;

/// <summary>What is told of a model whatever it is predicted on, and of inputs and provenance.</summary>
public sealed class CountsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("bert-base-uncased")]
    [InlineData("gpt2")]
    public async Task Root_WithAndWithoutADevice_MovesTheSameBytes(string model)
    {
        JsonElement counted = await RootAsync($"/tree?model={model}&batch_size=4&seq_len=64&device=none");
        JsonElement predicted = await RootAsync($"/tree?model={model}&batch_size=4&seq_len=64&device=irene-device-1");
        foreach (string column in (string[])["bytes", "flops", "macs", "parameters"])
            predicted.GetProperty(column).GetInt64().ShouldBe(counted.GetProperty(column).GetInt64());
    }

    [Fact]
    public async Task Inputs_OfANetwork_TellWhatIsFree()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            fill: folder => HeldShapes.WriteNetwork(folder.File("served/net.onnx")));
        (HttpStatusCode status, JsonElement answer) = await server.GetAsync("/inputs?file=net.onnx");
        status.ShouldBe(HttpStatusCode.OK);
        answer.GetProperty("inputs").GetRawText().ShouldBe("""[{"name":"x","dimensions":[{"name":"batch"},{"size":3}]}]""");
        (await server.GetAsync("/inputs?file=trees.jsonl")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Provenance_OfAStoredTree_IsToldAsInReports()
    {
        (_, JsonElement tree) = await fixture.Running.GetAsync("/tree?file=trees.jsonl");
        if (tree.TryGetProperty("provenance", out JsonElement told))
            told.GetProperty("Energies").GetString().ShouldBe(tree.GetProperty("energy_source").GetString());
        (_, JsonElement predicted) = await fixture.Running.GetAsync("/tree?model=gpt2&device=irene-device-1");
        JsonElement provenance = predicted.GetProperty("provenance");
        provenance.GetProperty("Energies").GetString().ShouldBe("predicted");
        provenance.GetProperty("Device").GetString().ShouldBe("irene-device-1");
        provenance.TryGetProperty("Meter", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Overview_OfADevice_HasWhatTheTreeHas()
    {
        List<JsonElement> models = [];
        for (int? from = 0; from is not null;)
        {
            (_, JsonElement overview) = await fixture.Running.GetAsync($"/overview?device=irene-device-1&seq_len=64&from={from}");
            models.AddRange(overview.GetProperty("models").EnumerateArray());
            from = overview.TryGetProperty("next", out JsonElement next) ? next.GetInt32() : null;
            (from ?? models.Count).ShouldBe(models.Count);
        }

        models.Select(one => one.GetProperty("model").GetString()).ShouldBe(ModelZoo.Models.Select(model => model.Name));
        JsonElement bert = models.Single(one => one.GetProperty("model").GetString() == "gpt2");
        JsonElement root = await RootAsync("/tree?model=gpt2&batch_size=1&seq_len=64&device=irene-device-1");
        bert.GetProperty("energy_j").GetDouble().ShouldBe(root.GetProperty("energy_j").GetDouble());
        bert.GetProperty("parameters").GetInt64().ShouldBe(root.GetProperty("parameters").GetInt64());
        (await fixture.Running.GetAsync("/overview?device=nobodys")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<JsonElement> RootAsync(string path) => (await fixture.Running.GetAsync(path)).Json.GetProperty("nodes")[0];
}
