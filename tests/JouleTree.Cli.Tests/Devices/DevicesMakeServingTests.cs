using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Devices;

/// <summary><c>devices make --kind serving</c>: from a table to a file that <c>estimate</c> and <c>devices evaluate</c> take.</summary>
public sealed class DevicesMakeServingTests : IDisposable
{
    private const string Spec = "name=X1,memory=80GB,bandwidth=3TB/s,peak=900TFLOPS,power=600W";

    private static readonly string[] Software = ["--kind", "serving", "--describe-software", "engine 1"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Make_ATable_GivesAFileThatAnswersAndIsJudged()
    {
        string table = _folder.Write("x1.csv", InventedDeployments.Table(4, "X1"));
        string file = _folder.File("x1.json");

        CommandRun made = CommandRun.Of(
            ["devices", "make", table, "mine", file, .. Software, "--licence", "CC0", "--device-spec", Spec]);

        made.ExitCode.ShouldBe(ExitCodes.Done, made.Error);
        made.Out.ShouldStartWith("mine (serving, static)");
        made.Out.ShouldContain("% (energy, family left out)");
        made.Out.ShouldContain("licence   CC0");
        CommandRun answer = CommandRun.Of("estimate", "Qwen/Qwen3-8B", "--serve", "--device", file, "--requests", "16", "--prompt-tokens",
            "600", "--answer-tokens", "400", "--format", "json");
        answer.ExitCode.ShouldBe(ExitCodes.Done, answer.Error);
        JsonElement serving = JsonDocument.Parse(answer.Out).RootElement[0].GetProperty("serving");
        serving.GetProperty("software").GetString().ShouldBe("engine 1");
        serving.GetProperty("gpu").GetString().ShouldBe("X1");
        serving.GetProperty("scaled_from").ValueKind.ShouldBe(JsonValueKind.Null);
        serving.GetProperty("energy_per_token_j").GetDouble().ShouldBe(0.4 * 8.2 / 16 + 0.0011 * 8.2 + 0.03, 0.03);
        CommandRun judged = CommandRun.Of("devices", "evaluate", file, table, "--format", "json");
        judged.ExitCode.ShouldBe(ExitCodes.Done, judged.Error);
        JsonElement all = JsonDocument.Parse(judged.Out).RootElement.GetProperty("all");
        all.GetProperty("rows").GetInt32().ShouldBe(32);
        all.GetProperty("mean_percent").GetDouble().ShouldBeLessThan(15);
    }

    [Fact]
    public void Make_OneGpuOfSeveral_IsTheOneThatIsNamed()
    {
        string table = _folder.Write("both.csv", InventedDeployments.Table(3, "H100", "B200"));
        string file = _folder.File("b200.json");

        CommandRun made = CommandRun.Of(
            ["devices", "make", table, "mine", file, .. Software, "--gpu", "b200", "--describe-device", "B200 at 800 W"]);

        made.ExitCode.ShouldBe(ExitCodes.Done, made.Error);
        JsonElement profile = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        profile.GetProperty("gpu").GetProperty("name").GetString().ShouldBe("B200 at 800 W");
        profile.GetProperty("sheet").GetProperty("measured_as").GetString().ShouldBe("B200");
    }

    [Theory]
    [InlineData(3, "H100 B200", "has several GPUs, B200, H100: say with --gpu of which the profile is")]
    [InlineData(3, "H100", "has no rows of --gpu A100, it has H100", "--gpu", "A100")]
    [InlineData(3, "X1", "no data sheet of a GPU called X1 is known (H100, B200, A100-40GB are): describe it with --device-spec")]
    [InlineData(2, "H100", "of 2 families on H100 (Qwen/Qwen3-32B, Qwen/Qwen3-8B): expected 3 at least")]
    public void Make_WhatATableLacks_IsOneError(int models, string gpus, string problem, params string[] more)
    {
        string table = _folder.Write("table.csv", InventedDeployments.Table(models, gpus.Split(' ')));

        CommandRun made = CommandRun.Of(["devices", "make", table, "mine", _folder.File("mine.json"), .. Software, .. more]);

        made.ExitCode.ShouldBe(ExitCodes.Failed, made.Out);
        made.Error.ShouldContain(problem);
        File.Exists(_folder.File("mine.json")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--describe-software is missing", "--kind", "serving")]
    [InlineData("--features is of --kind trees", "--kind", "serving", "--describe-software", "x", "--features", "static")]
    [InlineData("--networks is of --kind layers", "--kind", "serving", "--describe-software", "x", "--networks", "n.csv")]
    [InlineData("field 'like': what was measured is not scaled", "--kind", "serving", "--describe-software", "x", "--device-spec",
        Spec + ",like=h100-vllm-0.11")]
    [InlineData("--gpu is of --kind serving", "--gpu", "H100")]
    [InlineData("--device-spec is of --kind serving", "--kind", "layers", "--device-spec", Spec)]
    public void Make_OptionsWithoutEffect_AreAMistakeOfUsage(string problem, params string[] options)
    {
        string table = _folder.Write("table.csv", InventedDeployments.Table(3, "H100"));

        CommandRun made = CommandRun.Of(["devices", "make", table, "mine", _folder.File("mine.json"), .. options]);

        made.ExitCode.ShouldBe(ExitCodes.Usage, made.Out);
        made.Error.ShouldContain(problem);
    }
}
