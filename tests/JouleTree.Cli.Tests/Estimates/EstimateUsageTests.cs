using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Estimates;

/// <summary>Options of <c>estimate</c> that would have no effect are refused, not ignored; others have one wherever it is plain.</summary>
public sealed class EstimateUsageTests
{
    private const string Spec = "memory=141GB,bandwidth=4.8TB/s,peak=989TFLOPS,power=700W";

    private static readonly string[] Load = ["--serve", "--requests", "16", "--prompt-tokens", "200", "--answer-tokens", "300"];

    [Theory]
    [InlineData("--depth has no effect on a line a device: --device NAME shows the tree of one", "vgg11", "--depth", "2")]
    [InlineData("--depth has no effect in --format jsonl", "vgg11", "--device", "epyc-vm", "--format", "jsonl", "--depth", "2")]
    [InlineData("--grid has no effect in --format csv", "vgg11", "--device", "epyc-vm", "--format", "csv", "--grid", "DE")]
    [InlineData("--device-spec belongs to --serve", "vgg11", "--device-spec", Spec)]
    [InlineData("--device and --predictor exclude each other", "vgg11", "--device", "epyc-vm", "--predictor", "folder")]
    public void Pass_OptionsWithoutEffect_AreAMistakeOfUsage(string problem, params string[] args) => Refused(problem, args);

    [Theory]
    [InlineData("--batch-size is of a forward pass", "--batch-size", "2")]
    [InlineData("--seq-len is of a forward pass", "--seq-len", "64")]
    [InlineData("--phase is of a forward pass", "--phase", "decode")]
    [InlineData("--past is of a forward pass", "--past", "64")]
    [InlineData("--generate is of a forward pass", "--generate", "64")]
    [InlineData("--expert-skew is of a forward pass", "--expert-skew", "1")]
    [InlineData("--attention is of a forward pass", "--attention", "fused")]
    [InlineData("--input is of a forward pass", "--input", "x=2x8")]
    [InlineData("--text is of a forward pass", "--text", "x.txt")]
    [InlineData("--strict is of predictors of a forward pass", "--strict")]
    [InlineData("--predictor is of predictors of a forward pass", "--predictor", "folder")]
    [InlineData("--depth has no effect on a line a device", "--depth", "1")]
    [InlineData("--depth has no effect in --format csv", "--device", "h100-vllm-0.11", "--format", "csv", "--depth", "1")]
    [InlineData("--grid has no effect in --format jsonl", "--device", "h100-vllm-0.11", "--format", "jsonl", "--grid", "DE")]
    [InlineData("--device and --device-spec exclude each other", "--device", "h100-vllm-0.11", "--device-spec", Spec)]
    public void Served_OptionsWithoutEffect_AreAMistakeOfUsage(string problem, params string[] args) =>
        Refused(problem, ["Qwen/Qwen3-8B", .. Load, .. args]);

    [Fact]
    public void Grid_OnALineADevice_AddsGrams()
    {
        JsonElement[] lines = Lines("vgg11", "--grid", "500");

        JsonElement epyc = lines.Single(line => line.GetProperty("device").GetString() == "epyc-vm");
        epyc.GetProperty("co2_g").GetDouble().ShouldBe(epyc.GetProperty("energy_j").GetDouble() * 500 / 3.6e6, 1e-8);
        epyc.GetProperty("grid_g_per_kwh").GetDouble().ShouldBe(500);
        Lines("vgg11")[0].TryGetProperty("co2_g", out _).ShouldBeFalse();
    }

    [Fact]
    public void Grid_OnALineAProfileOfServing_AddsGramsOfAMillionTokens()
    {
        JsonElement[] lines = Lines(["Qwen/Qwen3-8B", .. Load, "--grid", "500"]);

        lines.Length.ShouldBe(4);
        foreach (JsonElement line in lines)
        {
            double grams = line.GetProperty("energy_per_token_j").GetDouble() * 1e6 * 500 / 3.6e6;
            line.GetProperty("co2_per_million_tokens_g").GetDouble().ShouldBe(grams, 1e-6 * grams);
        }
    }

    [Fact]
    public void Output_OfALineAProfile_HasTheTreeOfEach()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("trees.jsonl");

        CommandRun run = CommandRun.Of(["estimate", "Qwen/Qwen3-8B", .. Load, "-o", file]);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        File.ReadLines(file).Count().ShouldBe(4);
    }

    [Fact]
    public void DataType_OfAServedModel_IsThatOfItsWeights()
    {
        CommandRun run = CommandRun.Of(
            ["estimate", "Qwen/Qwen3-32B-FP8", .. Load, "--device", "h100-vllm-0.11", "--data-type", "bfloat16", "--format", "json"]);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        JsonDocument.Parse(run.Out).RootElement[0].GetProperty("serving").GetProperty("weights").GetString().ShouldBe("bfloat16");
    }

    private static JsonElement[] Lines(params string[] args)
    {
        CommandRun run = CommandRun.Of(["estimate", .. args, "--format", "json"]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        return [.. JsonDocument.Parse(run.Out).RootElement.EnumerateArray()];
    }

    private static void Refused(string problem, string[] args)
    {
        CommandRun run = CommandRun.Of(["estimate", .. args]);

        run.ExitCode.ShouldBe(ExitCodes.Usage, run.Out);
        run.Error.ShouldContain(problem);
    }
}
