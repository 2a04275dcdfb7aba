using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sweeps;

public sealed class ServingSweepTests
{
    [Fact]
    public void Csv_OfAllProfiles_HasARowADeployment()
    {
        CommandRun run = CommandRun.Of("sweep", "Qwen/Qwen3-32B", "--serve", "--device", "all", "--gpus", "1,2,4,8", "--requests", "1:512",
            "--weights", "bfloat16,float8", "--max-itl", "50ms", "--format", "csv");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        // Four profiles, four numbers of GPUs, ten of requests, two types.
        run.Out.Trim().Split('\n').Length.ShouldBe(1 + (4 * 4 * 10 * 2));
    }

    [Fact]
    public void Json_MarksOneCheapestWithinTheLimit()
    {
        CommandRun run = CommandRun.Of("sweep", "Qwen/Qwen3-8B", "--serve", "--device", "h100-vllm-0.11", "--max-itl", "20ms", "--format",
            "json");

        JsonElement[] rows = [.. JsonDocument.Parse(run.Out).RootElement.EnumerateArray()];
        JsonElement cheapest = rows.Single(row => row.GetProperty("cheapest").GetBoolean());
        cheapest.GetProperty("inter_token_s").GetDouble().ShouldBeLessThan(0.02);
        cheapest.GetProperty("energy_per_token_j").GetDouble().ShouldBe(rows.Where(row => row.GetProperty("within_limit").GetBoolean())
            .Min(row => row.GetProperty("energy_per_token_j").GetDouble()));
        rows.Count(row => row.GetProperty("dominated").ValueKind == JsonValueKind.False).ShouldBeInRange(3, 20);
    }

    [Fact]
    public void Estimate_OfTheCheapest_SaysTheSame()
    {
        string[] deployment = ["Qwen/Qwen3-8B", "--serve", "--device", "b200-vllm-0.11", "--gpus", "2", "--requests", "64",
            "--prompt-tokens", "300", "--answer-tokens", "200", "--format", "json"];
        JsonElement row = JsonDocument.Parse(CommandRun.Of(["sweep", .. deployment]).Out).RootElement[0];
        JsonElement serving = JsonDocument.Parse(CommandRun.Of(["estimate", .. deployment]).Out).RootElement[0].GetProperty("serving");

        JsonProperty[] shared = [.. serving.EnumerateObject().Where(member => row.TryGetProperty(member.Name, out _))];
        shared.Length.ShouldBeGreaterThan(20);
        foreach (JsonProperty member in shared)
            JsonElement.DeepEquals(member.Value, row.GetProperty(member.Name)).ShouldBeTrue(member.Name);
    }

    [Fact]
    public void Limit_ThatNothingKeeps_IsSaidWithTheFastest()
    {
        CommandRun run = CommandRun.Of("sweep", "Qwen/Qwen3-32B", "--serve", "--max-itl", "1ms");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain("Qwen/Qwen3-32B: none is within 1 ms between tokens; the fastest takes ");
    }

    [Fact]
    public void Plot_OfTheFrontier_IsAPicture()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("sweep", "Qwen/Qwen3-32B", "--serve", "--plot", "frontier", "-o", folder.File("frontier.svg"));

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldBeEmpty();
        File.ReadAllText(folder.File("frontier.svg")).ShouldContain("time between tokens [s]");
    }

    [Fact]
    public void Deployments_ThatAllAreTooLarge_AreRefused()
    {
        CommandRun run = CommandRun.Of("sweep", "meta-llama/Llama-3.1-405B", "--serve", "--gpus", "1");

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("none of 40 deployments is possible; the first: meta-llama/Llama-3.1-405B does not fit");
    }

    [Theory]
    [InlineData("--batch-size is not for --serve", "--serve", "--batch-size", "3")]
    [InlineData("--past is not for --serve", "--serve", "--past", "3")]
    [InlineData("--gpus belongs to --serve", "--gpus", "3")]
    [InlineData("--plot belongs to --serve", "--plot", "frontier", "-o", "x.svg")]
    [InlineData("--requests 4:1: found '4:1', expected numbers such as 1,2,4, ranges that double", "--serve", "--requests", "4:1")]
    [InlineData("--data-parallel 3: divides none of 1,2 GPUs", "--serve", "--gpus", "1,2", "--data-parallel", "3")]
    [InlineData("--weights foo: 'foo' is no type of numbers", "--serve", "--weights", "foo")]
    [InlineData("--max-itl 5x: expected a positive duration", "--serve", "--max-itl", "5x")]
    public void Options_ThatDoNotFitTogether_AreAMistakeOfUsage(string problem, params string[] args)
    {
        CommandRun run = CommandRun.Of(["sweep", "gpt2", .. args]);

        run.Error.ShouldContain(problem);
        run.ExitCode.ShouldBe(ExitCodes.Usage);
    }
}
