using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Estimates;

public sealed class ServedEstimateTests
{
    private static readonly string[] Load = ["--requests", "64", "--prompt-tokens", "600", "--answer-tokens", "400"];

    [Theory]
    [InlineData("meta-llama/Llama-3.1-70B", "h100-vllm-0.11", 4)]
    [InlineData("Qwen/Qwen3-30B-A3B", "b200-vllm-0.11", 1)]
    [InlineData("meta-llama/Llama-3.1-8B", "a100-40gb-vllm-2024", 2)]
    public void Json_OfADeployment_HasFiguresThatFitTogether(string model, string device, int gpus)
    {
        CommandRun run = CommandRun.Of(
            ["estimate", model, "--serve", "--device", device, "--gpus", $"{gpus}", .. Load, "--format", "json", "--depth", "99"]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        JsonElement answer = JsonDocument.Parse(run.Out).RootElement[0];
        JsonElement serving = answer.GetProperty("serving");

        double token = Number("energy_per_token_j");
        Number("energy_per_token_low_j").ShouldBeLessThan(token);
        Number("energy_per_token_high_j").ShouldBeGreaterThan(token);
        Number("energy_per_request_j").ShouldBe(400 * token, 1e-6 * token);
        Number("power_w").ShouldBe(token * Number("tokens_per_s"), 1e-6 * Number("power_w"));
        serving.GetProperty("energy_per_token_by_purpose_j").EnumerateObject().Sum(part => part.Value.GetDouble())
            .ShouldBe(token, 1e-6 * token);
        answer.GetProperty("nodes")[0].GetProperty("energy_j").GetDouble()
            .ShouldBe(token - Number("prompt_energy_per_token_j"), 1e-3 * token);
        serving.GetProperty("software").GetString()!.ShouldStartWith("vLLM");

        double Number(string name) => serving.GetProperty(name).GetDouble();
    }

    [Fact]
    public void Table_NamesTheSoftwareInItsFirstLine()
    {
        CommandRun run = CommandRun.Of(
            ["estimate", "Qwen/Qwen3-32B", "--serve", "--device", "h100-vllm-0.11", "--gpus", "2", "--weights", "float8", .. Load]);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.Split('\n')[0].ShouldContain("float8, served by vLLM 0.11.1 on 2 GPUs of NVIDIA H100");
        run.Out.ShouldContain("Qwen3DecoderLayer");
    }

    [Fact]
    public void Device_NoneNamed_TellsALineAProfile()
    {
        CommandRun run = CommandRun.Of(["estimate", "Qwen/Qwen3-8B", "--serve", .. Load, "--format", "csv"]);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.Trim().Split('\n').Skip(1).Select(line => line.Split(',')[0]).Order()
            .ShouldBe(["a100-40gb-vllm-2024", "b200-vllm-0.11", "h100-vllm-0.11", "h100-vllm-2024"]);
    }

    [Fact]
    public void Deployment_ThatDoesNotFit_IsRefusedWithTheReckoningAndWhatWouldFit()
    {
        CommandRun run = CommandRun.Of(
            ["estimate", "meta-llama/Llama-3.1-405B", "--serve", "--device", "h100-vllm-0.11", "--gpus", "4", .. Load]);

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("does not fit");
        run.Error.ShouldContain("its weights take 203 GB");
        run.Error.ShouldContain("16 GPUs");
    }

    [Theory]
    [InlineData("--requests is missing", "gpt2", "--serve", "--prompt-tokens", "8", "--answer-tokens", "8")]
    [InlineData("--gpus belongs to --serve", "gpt2", "--gpus", "2")]
    [InlineData("expected a divisor of the 2 GPUs", "gpt2", "--serve", "--gpus", "2", "--data-parallel", "3", "--requests", "1",
        "--prompt-tokens", "8", "--answer-tokens", "8")]
    [InlineData("is a profile of serving", "gpt2", "--device", "h100-vllm-0.11")]
    public void Options_ThatDoNotFitTogether_AreAMistakeOfUsage(string problem, params string[] args)
    {
        CommandRun run = CommandRun.Of(["estimate", .. args]);

        run.Error.ShouldContain(problem);
        run.ExitCode.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public void Device_OfAForwardPass_NamesThoseOfServing()
    {
        CommandRun run = CommandRun.Of(["estimate", "Qwen/Qwen3-8B", "--serve", "--device", "epyc-vm", .. Load]);

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("no profile of serving is called 'epyc-vm', and no file either; there are a100-40gb-vllm-2024");
    }

    [Fact]
    public void Model_ThatWritesNoText_IsRefused()
    {
        CommandRun run = CommandRun.Of(["estimate", "resnet18", "--serve", "--device", "h100-vllm-0.11", .. Load]);

        run.ExitCode.ShouldBe(ExitCodes.Failed, run.Out);
        run.Error.ShouldStartWith("jouletree: error: ");
    }

    // The profiles saw these rows; what was left out is judged in the tests of Core.
    [SharedDataFact]
    public void Evaluate_PublishedDeployments_TellsErrorsOfAllAndByGroup()
    {
        CommandRun run = CommandRun.Of(
            "devices", "evaluate", "h100-vllm-0.11", SharedData.PathOf("llm", "serving", "serving.csv"), "--format", "json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        JsonElement root = JsonDocument.Parse(run.Out).RootElement;
        root.GetProperty("all").GetProperty("mean_percent").GetDouble().ShouldBeLessThan(9);
        root.GetProperty("all").GetProperty("rows").GetInt32().ShouldBeGreaterThan(150);
        root.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("by").GetString()).Distinct()
            .ShouldBe(["family", "gpus", "requests", "types"]);
        run.Error.ShouldContain("rows not judged");
    }

    [Fact]
    public void Evaluate_FileThatIsNoTable_IsOneError()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("devices", "evaluate", "h100-vllm-0.11", folder.Write("x.csv", "a,b\n1,2\n"));

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("x.csv");
    }
}
