using System.IO.Compression;
using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Devices;

/// <summary><c>devices make --kind kernels</c>: from tables to a file that <c>estimate</c> and <c>devices evaluate</c> take.</summary>
public sealed class DevicesMakeKernelsTests : IDisposable
{
    private const string Sheet = "memory=80GB,bandwidth=3TB/s,peak=900TFLOPS,power=700W";

    private static readonly string[] Software = ["--kind", "kernels", "--describe-software", "engine 1"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Make_FewRows_MoveAShippedProfileAndAnswer()
    {
        string table = _folder.Write("h100.csv", InventedKernels.Products("NVIDIA H100 80GB HBM3"));
        string file = _folder.File("h100.json");

        CommandRun made = CommandRun.Of(["devices", "make", table, "mine", file, .. Software, "--licence", "CC0"]);

        made.ExitCode.ShouldBe(ExitCodes.Done, made.Error);
        made.Out.ShouldStartWith("mine (kernels, static)");
        made.Out.ShouldContain("gemm bfloat16: 49 rows, which move the model of h200-vllm-0.22");
        made.Out.ShouldContain("% (time, gemm bfloat16, row left out)");
        CommandRun judged = CommandRun.Of("devices", "evaluate", file, table, "--format", "json");
        judged.ExitCode.ShouldBe(ExitCodes.Done, judged.Error);
        JsonElement all = JsonDocument.Parse(judged.Out).RootElement.GetProperty("all");
        all.GetProperty("rows").GetInt32().ShouldBe(49);
        all.GetProperty("mean_percent").GetDouble().ShouldBeLessThan(15);
        CommandRun answer = CommandRun.Of("estimate", "vgg11", "--device", file, "--format", "json");
        answer.ExitCode.ShouldBe(ExitCodes.Done, answer.Error);
        JsonElement whole = JsonDocument.Parse(answer.Out).RootElement[0];
        whole.GetProperty("device").GetString().ShouldBe("mine");
    }

    [Fact]
    public void Make_SeveralTables_AreOneProfile()
    {
        string plain = _folder.Write("plain.csv", InventedKernels.Products("X1", 4));
        string packed = _folder.File("narrow.csv.gz");
        using (StreamWriter writer = new(new GZipStream(File.Create(packed), CompressionLevel.Fastest)))
            writer.Write(InventedKernels.Products("X1", 4, "fp8_block"));

        CommandRun made = CommandRun.Of(
            ["devices", "make", plain, packed, "mine", _folder.File("x1.json"), .. Software, "--like", "b200-vllm-0.22", "--device-spec",
                Sheet + ",multiprocessors=132,cache=50MB"]);

        made.ExitCode.ShouldBe(ExitCodes.Done, made.Error);
        made.Out.ShouldContain("device    X1, single kernels on one card");
        made.Out.ShouldContain("gemm bfloat16: 28 rows, which move the model of b200-vllm-0.22");
        made.Out.ShouldContain("gemm in bfloat16, fp8_block");
    }

    [Fact]
    public void Make_NetworkOfKindsThatWereNotMeasured_SaysWhichOnAnEstimate()
    {
        string table = _folder.Write("h100.csv", InventedKernels.Products("NVIDIA H100"));
        string file = _folder.File("h100.json");
        CommandRun.Of(["devices", "make", table, "mine", file, .. Software]).ExitCode.ShouldBe(ExitCodes.Done);

        CommandRun answer = CommandRun.Of("estimate", "Qwen/Qwen3-0.6B", "--device", file, "--phase", "decode");

        answer.ExitCode.ShouldBe(ExitCodes.Failed);
        answer.Error.ShouldContain("profile mine has no decode kernels, which this network runs");
    }

    [Theory]
    [InlineData("empty.csv: has no rows", "")]
    [InlineData("table.csv:1: is no table of measured kernels", "a,b\n1,2\n")]
    [InlineData("table.csv:2: field 'latency': is -1, expected a number above 0", "1,X1,i,bfloat16,1,8,8,-1,1,1\n")]
    [InlineData("no data sheet of a GPU called X1 is known", "1,X1,i,bfloat16,1,8,8,1,1,1\n")]
    [InlineData("1 row of gemm bfloat16: too few, left away; 5 rows are needed", "1,NVIDIA H100,i,bfloat16,1,8,8,1,1,1\n")]
    [InlineData("1 row of gemm int3: no known types (bfloat16, ", "1,NVIDIA H100,i,int3,1,8,8,1,1,1\n")]
    [InlineData("table.csv:3: has another GPU than the first row (NVIDIA B200, NVIDIA H100): say with --gpu of which the profile is",
        "1,NVIDIA H100,i,bfloat16,1,8,8,1,1,1\n1,NVIDIA B200,i,bfloat16,1,8,8,1,1,1\n")]
    [InlineData("table.csv:3: has version 2 beside 1",
        "1,NVIDIA H100,i,bfloat16,1,8,8,1,1,1\n2,NVIDIA H100,i,bfloat16,1,8,8,1,1,1\n")]
    [InlineData("table.csv:3: has a limit of 2 W beside 1 W",
        "1,NVIDIA H100,i,bfloat16,1,8,8,1,1,1\n1,NVIDIA H100,i,bfloat16,1,8,8,1,1,2\n")]
    public void Make_WhatATableLacks_IsOneError(string problem, string rows)
    {
        string table = _folder.Write(rows.Length == 0 ? "empty.csv" : "table.csv",
            rows.StartsWith("a,b", StringComparison.Ordinal) ? rows : InventedKernels.Header + rows);
        string file = _folder.File("mine.json");

        CommandRun made = CommandRun.Of(["devices", "make", table, "mine", file, .. Software]);

        made.ExitCode.ShouldBe(ExitCodes.Failed, made.Out);
        made.Error.ShouldContain(problem);
        File.Exists(file).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--describe-software is missing: with --kind kernels", "--kind", "kernels")]
    [InlineData("--like is of --kind kernels", "--like", "b200-vllm-0.22")]
    [InlineData("--like h100-vllm-0.11: is no profile of kernels; those that ship are b200-vllm-0.22, h200-vllm-0.22", "--kind", "kernels",
        "--describe-software", "x", "--like", "h100-vllm-0.11")]
    [InlineData("--describe-device has no effect with --kind kernels", "--kind", "kernels", "--describe-software", "x",
        "--describe-device", "x")]
    [InlineData("--features is of --kind trees", "--kind", "kernels", "--describe-software", "x", "--features", "static")]
    [InlineData("DATA: 2 files are given, and --kind serving takes one", "--kind", "serving", "--describe-software", "x", "-", "second")]
    public void Make_OptionsWithoutEffect_AreAMistakeOfUsage(string problem, params string[] options)
    {
        string table = _folder.Write("table.csv", InventedKernels.Products("NVIDIA H100", 2));
        // Words behind the options stand before them among the files.
        string[] more = options[^1] == "second" ? [table] : [];
        string[] flags = options[^1] == "second" ? options[..^2] : options;

        CommandRun made = CommandRun.Of(["devices", "make", table, .. more, "mine", _folder.File("mine.json"), .. flags]);

        made.ExitCode.ShouldBe(ExitCodes.Usage, made.Out);
        made.Error.ShouldContain(problem);
    }

    [Fact]
    public void Make_DataSheetWithoutWhatKernelsNeed_IsRefused()
    {
        string table = _folder.Write("x1.csv", InventedKernels.Products("X1"));

        CommandRun made = CommandRun.Of(
            ["devices", "make", table, "mine", _folder.File("x1.json"), .. Software, "--device-spec", Sheet + ",multiprocessors=132"]);

        made.ExitCode.ShouldBe(ExitCodes.Failed);
        made.Error.ShouldContain("--device-spec: lacks cache, which kernels need beside the rest");
    }

    [Fact]
    public void Make_WhenCancelled_LeavesNoFile()
    {
        string table = _folder.Write("h100.csv", InventedKernels.Products("NVIDIA H100"));
        string file = _folder.File("h100.json");

        CommandRun made = CommandRun.Cancelled(["devices", "make", table, "mine", file, .. Software]);

        made.ExitCode.ShouldBe(ExitCodes.Cancelled);
        File.Exists(file).ShouldBeFalse();
    }
}
