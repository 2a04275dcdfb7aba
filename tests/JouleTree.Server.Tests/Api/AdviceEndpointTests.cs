using System.Net;
using System.Text.Json;
using JouleTree.Advice;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Devices;
using JouleTree.Graphs;
using JouleTree.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Server.Tests.Api;

public sealed class AdviceEndpointTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Distil = "/advice?model=distilbert-base-uncased&batch_size=8&seq_len=64&device=irene-device-1";

    private RunningServer Server => fixture.Running;

    [Fact]
    public async Task Moves_AreThoseOfTheLibrary()
    {
        EnergyAdvice expected = EnergyAdvice.Of(AdvisedModel.Of(
            ModelSource.Open("distilbert-base-uncased"), new Workload { BatchSize = 8, SequenceLength = 64 },
            EnergyDevice.Find("irene-device-1")));

        List<JsonElement> moves = await AllAsync(Distil);

        Same(moves, expected);
        (_, JsonElement first) = await Server.GetAsync(Distil);
        first.GetProperty("now").GetProperty("energy_per_item_j").GetDouble().ShouldBe(expected.Now.Joules);
        first.GetProperty("quality").GetString()!.ShouldContain("not told");
    }

    [Fact]
    public async Task Moves_OfADeployment_AreThoseOfTheLibrary()
    {
        EnergyAdvice expected = EnergyAdvice.Of(AdvisedModel.Served(
            ModelSource.Open("Qwen/Qwen3-8B"), new ServingDeployment { Requests = 16, PromptTokens = 500, AnswerTokens = 200 },
            [ServingProfile.Find("h100-vllm-0.11")]));

        Same(
            await AllAsync("/advice?model=Qwen/Qwen3-8B&requests=16&prompt_tokens=500&answer_tokens=200&device=h100-vllm-0.11"), expected);
    }

    [Fact]
    public async Task Together_OfMoves_IsThatOfTheLibrary()
    {
        EnergyAdvice advice = EnergyAdvice.Of(AdvisedModel.Of(
            ModelSource.Open("distilbert-base-uncased"), new Workload { BatchSize = 8, SequenceLength = 64 },
            EnergyDevice.Find("irene-device-1")));
        AdviceSaving expected = advice.Together([advice.Move("layers-half"), advice.Move("batch-2x")]);

        (_, JsonElement json) = await Server.GetAsync($"{Distil}&take=batch-2x,layers-half");

        JsonElement together = json.GetProperty("together");
        together.GetProperty("energy_per_item_j").GetDouble().ShouldBe(expected.Then.Joules);
        together.GetProperty("saved_low_per_item_j").GetDouble().ShouldBe(expected.Low!.Value);
        together.GetProperty("promised").GetBoolean().ShouldBe(expected.IsPromised);
    }

    [Fact]
    public async Task From_AnIndex_TellsTheRest()
    {
        List<JsonElement> all = await AllAsync(Distil);
        List<JsonElement> rest = await AllAsync($"{Distil}&from=2");

        NamesOf(all).ShouldStartWith("batch-2x");
        NamesOf(rest).ShouldBe(NamesOf([.. all.Skip(2)]));
        NamesOf(await AllAsync($"{Distil}&kind=layers,length")).Split(' ')
            .ShouldBe(["length-half", "layers-three-quarters", "layers-half"], ignoreOrder: true);
        NamesOf(await AllAsync($"{Distil}&from=1000")).ShouldBe("");
    }

    [Fact]
    public async Task Page_HoldsTheTable_AndNothingFromElsewhere()
    {
        using HttpResponseMessage answer = await Server.Client.GetAsync(
            new Uri($"{JouleTreeServer.ApiPath}{Distil}&take=layers-half&format=html", UriKind.Relative));

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        string page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("<h2>Make it cheaper</h2>");
        page.ShouldContain("<tr class=\"marked\"><td>1</td><td>half of the layers: n_layers 3 for 6</td>");
        page.ShouldContain("taken together: half of the layers");
        page.ShouldContain("What a move does to the quality of the results is not told");
        page.ShouldContain("default-src 'none'");
    }

    [Theory]
    [InlineData("/advice", HttpStatusCode.BadRequest, "no tree is named")]
    [InlineData("/advice?model=no-such-model", HttpStatusCode.NotFound, "no architecture is called")]
    [InlineData("/advice?model=gpt2&device=toaster", HttpStatusCode.NotFound, "no device or predictor is called 'toaster'")]
    [InlineData("/advice?model=gpt2&device=none", HttpStatusCode.BadRequest, "nothing is known of joules without a device")]
    [InlineData("/advice?model=gpt2&take=layers-none", HttpStatusCode.BadRequest, "there is no move 'layers-none'; there are batch-2x,")]
    [InlineData("/advice?model=gpt2&take=layers-half,layers-three-quarters", HttpStatusCode.BadRequest, "both change layers")]
    [InlineData("/advice?model=gpt2&kind=weight", HttpStatusCode.BadRequest, "kind=weight: expected one of model, layers,")]
    [InlineData("/advice?model=gpt2&format=csv", HttpStatusCode.BadRequest, "format=csv: expected json or html")]
    [InlineData("/advice?model=gpt2&gpus=2", HttpStatusCode.BadRequest, "gpus is of a deployment: add requests=N")]
    [InlineData("/advice?model=gpt2&from=-1", HttpStatusCode.BadRequest, "from=-1: expected a whole number")]
    [InlineData("/advice?model=Qwen/Qwen3-8B&requests=1,2", HttpStatusCode.BadRequest, "these are several deployments")]
    [InlineData("/advice?model=bert-base-uncased&requests=4", HttpStatusCode.BadRequest, "bert-base-uncased")]
    [InlineData("/advice?model=Qwen/Qwen3-8B&requests=4&device=gpu", HttpStatusCode.NotFound, "no profile of serving is called 'gpu'")]
    [InlineData("/advice?file=trees.jsonl", HttpStatusCode.BadRequest, "a stored tree is what it is")]
    [InlineData("/advice?model=gpt2&seq_len=100000", HttpStatusCode.BadRequest, "1024 positions")]
    [InlineData("/advice?model=gpt2&takes=1", HttpStatusCode.BadRequest, "did you mean take?")]
    public async Task Request_ThatIsWrong_IsOneClearProblem(string path, HttpStatusCode status, string problem)
    {
        (HttpStatusCode found, JsonElement json) = await Server.GetAsync(path);

        found.ShouldBe(status);
        json.GetProperty("detail").GetString()!.ShouldContain(problem);
    }

    // A slice ends after two seconds, so that a busy machine needs several.
    private async Task<List<JsonElement>> AllAsync(string path)
    {
        List<JsonElement> moves = [];
        for (string next = path; ;)
        {
            (HttpStatusCode status, JsonElement json) = await Server.GetAsync(next);
            status.ShouldBe(HttpStatusCode.OK);
            moves.AddRange(json.GetProperty("moves").EnumerateArray());
            if (!json.TryGetProperty("next", out JsonElement more))
                return moves;
            next = $"{path.Split("&from=")[0]}&from={more.GetInt32()}";
        }
    }

    private static string NamesOf(List<JsonElement> moves) => string.Join(' ', moves.Select(move => move.GetProperty("move").GetString()));

    private static void Same(List<JsonElement> moves, EnergyAdvice expected)
    {
        moves.Select(move => move.GetProperty("move").GetString())
            .ShouldBe(expected.Moves.Select(move => move.Move.Name), ignoreOrder: true);
        foreach (JsonElement found in moves)
        {
            PricedMove move = expected.Move(found.GetProperty("move").GetString()!);
            found.GetProperty("kind").GetString().ShouldBe(move.Move.Kind.ToName());
            found.GetProperty("promised").GetBoolean().ShouldBe(move.IsPromised);
            if (move.Saving is { } saving)
            {
                found.GetProperty("saved_per_item_j").GetDouble().ShouldBe(saving.Joules);
                found.GetProperty("saved_low_per_item_j").GetDouble().ShouldBe(saving.Low!.Value);
            }
            else
            {
                found.GetProperty("reason").GetString().ShouldBe(move.Refusal);
            }
        }
    }
}
