using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Estimates;

/// <summary><c>estimate --serve --device-spec</c>: GPUs that were never measured.</summary>
public sealed class ScaledEstimateTests
{
    private const string H200 = "name=NVIDIA H200,memory=141GB,bandwidth=4.8TB/s,peak=989TFLOPS,power=700W";

    private static readonly string[] Load = ["--serve", "--requests", "64", "--prompt-tokens", "600", "--answer-tokens", "400"];

    [Fact]
    public void Table_SaysInItsHeadThatItIsScaledAndHowFarThatMisses()
    {
        CommandRun run = CommandRun.Of(["estimate", "Qwen/Qwen3-32B", "--device-spec", H200, "--gpus", "2", .. Load, "--quiet"]);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.Split('\n')[0].ShouldContain("of NVIDIA H200");
        run.Out.Split('\n')[0].ShouldContain("(never measured, SCALED from h100-vllm-0.11 and b200-vllm-0.11)");
        run.Out.ShouldContain("miss the joules of another by 11 to 19 %");
    }

    [Fact]
    public void Json_HasWhatItIsScaledFromAndWiderIntervals()
    {
        JsonElement scaled = Serving("--device-spec", H200 + ",like=h100-vllm-0.11");
        JsonElement measured = Serving("--device", "h100-vllm-0.11");

        scaled.GetProperty("scaled_from").GetString().ShouldBe("h100-vllm-0.11");
        scaled.GetProperty("energy_source").GetString().ShouldBe("predicted");
        scaled.GetProperty("remarks")[0].GetString()!.ShouldStartWith("never measured; prices of h100-vllm-0.11 are scaled");
        measured.GetProperty("scaled_from").ValueKind.ShouldBe(JsonValueKind.Null);
        Width(scaled).ShouldBeGreaterThan(1.1 * Width(measured));
        Number(scaled, "tokens_per_s").ShouldBeGreaterThan(Number(measured, "tokens_per_s"));
        Number(scaled, "energy_per_token_j").ShouldBe(Number(measured, "energy_per_token_j"), 0.2 * Number(measured, "energy_per_token_j"));
    }

    [Fact]
    public void Spec_InAFile_IsTheSame()
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("spec.json",
            """{"name": "NVIDIA H200", "memory": "141GB", "bandwidth": "4.8TB/s", "peak": "989TFLOPS", "power": "700W"}""");

        Serving("--device-spec", file).ToString().ShouldBe(Serving("--device-spec", H200).ToString());
    }

    [Fact]
    public void Memory_OfTheSheet_DecidesWhatFits()
    {
        CommandRun run = CommandRun.Of(["estimate", "Qwen/Qwen3-32B", "--device-spec",
            H200.Replace("141GB", "48GB", StringComparison.Ordinal), .. Load]);

        run.ExitCode.ShouldBe(ExitCodes.Failed, run.Out);
        run.Error.ShouldContain("does not fit: of 43.2 GB that may be filled of NVIDIA H200");
    }

    [Theory]
    [InlineData("--device-spec: field 'bandwidth': is missing, expected 10 GB/s to 200 TB/s", "memory=141GB,peak=989TFLOPS,power=700W")]
    [InlineData("--device-spec: field 'power': is -700W, expected 5 W to 20 kW",
        "memory=141GB,bandwidth=4.8TB/s,peak=989TFLOPS,power=-700W")]
    [InlineData("--device-spec: field 'like': is all, expected one profile of serving", H200 + ",like=all")]
    [InlineData("--device-spec: '' is no KEY=VALUE", "")]
    public void Spec_ThatIsWrong_IsAMistakeOfUsage(string problem, string spec)
    {
        CommandRun run = CommandRun.Of(["estimate", "Qwen/Qwen3-8B", "--device-spec", spec, .. Load]);

        run.ExitCode.ShouldBe(ExitCodes.Usage, run.Out);
        run.Error.ShouldContain(problem);
    }

    [Theory]
    [InlineData("no profile of serving is called 'toaster'", H200 + ",like=toaster")]
    [InlineData("nowhere.json: cannot be read", "nowhere.json")]
    public void Spec_OfWhatIsNotThere_Fails(string problem, string spec)
    {
        CommandRun run = CommandRun.Of(["estimate", "Qwen/Qwen3-8B", "--device-spec", spec, .. Load]);

        run.ExitCode.ShouldBe(ExitCodes.Failed, run.Out);
        run.Error.ShouldContain(problem);
    }

    private static JsonElement Serving(params string[] device)
    {
        CommandRun run = CommandRun.Of(["estimate", "Qwen/Qwen3-8B", .. device, .. Load, "--format", "json"]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        return JsonDocument.Parse(run.Out).RootElement[0].GetProperty("serving");
    }

    private static double Width(JsonElement serving) =>
        Math.Log(Number(serving, "energy_per_token_high_j") / Number(serving, "energy_per_token_low_j"));

    private static double Number(JsonElement serving, string name) => serving.GetProperty(name).GetDouble();
}
